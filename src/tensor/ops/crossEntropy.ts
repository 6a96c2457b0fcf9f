import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { requireIndices } from './indices.ts';
import { mul } from './mul.ts';
import { rowsOf } from './softmax.ts';
import { sum } from './sum.ts';

export interface CrossEntropyOptions {
  /** How much of the target's probability is spread evenly over all V classes (Szegedy et al., 2016). 0 by default. */
  readonly labelSmoothing?: number;
  /** Rows with this target count for nothing. -100 by default. */
  readonly ignoreIndex?: number;
  /** 'mean' over the rows that count (the default), 'sum' over them, or 'none': a loss for each row, 0 where ignored. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/**
 * -log softmax(logits)[target] for logits [..., V] and targets [...] of int32, as PyTorch's `cross_entropy`:
 * with label smoothing ε, (1 - ε) times that and ε times its mean over all V classes. The mean over no row at all is 0
 * here (NaN in PyTorch).
 *
 * @throws ShapeError if the shapes do not go together; ValueError for a target outside 0 to V - 1, unless it is ignored.
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { labelSmoothing = 0, ignoreIndex = -100, reduction = 'mean' } = options;
  requireFloat('crossEntropy', logits);
  if (logits.rank === 0 || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
    throw new ShapeError(
      `crossEntropy: needs logits [..., V] and targets [...]; got ${formatShape(logits.shape)} and ${formatShape(targets.shape)}`,
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ValueError(`crossEntropy: labelSmoothing must be from 0 to 1; got ${labelSmoothing}`);
  }
  const [rows, V] = rowsOf(logits);
  requireIndices('crossEntropy', targets, V, ignoreIndex);
  return tidy(() => {
    const x = contiguous(logits);
    const ids = contiguous(targets);
    const [losses, normalisers] = [empty(targets.shape), empty(targets.shape)];
    const settings = [rows, V, labelSmoothing, ignoreIndex] as const;
    const counted = kernels().crossEntropy(
      ...settings,
      x.pointer,
      ids.pointer,
      normalisers.pointer,
      losses.pointer,
    );
    const scale = reduction === 'mean' ? 1 / Math.max(1, counted) : 1;
    const out = reduction === 'none' ? losses : mul(sum(losses), scale);
    return record('crossEntropy', out, [logits], [x, ids, normalisers], (g, [x, ids, normalisers]) => {
      const dx = empty(x.shape, 'float32', 'crossEntropy');
      const given = [
        x.pointer,
        ids.pointer,
        normalisers.pointer,
        contiguous(g).pointer,
        g.rank === 0 ? 0 : 1,
      ] as const;
      kernels().crossEntropyBackward(...settings, scale, ...given, dx.pointer);
      return [dx];
    });
  });
}
