import { kernels } from '../../runtime/index.ts';
import { requireFloat, tensor } from '../creation.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastStrides, broadcastsTo } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * The places of the k largest of each row of x [B, H, N, L] among those that count, bool broadcast to [B, H, 1, L]: int32
 * [B, H, N, k], in order of place, with -1 behind them where fewer count. Of equal ones the first are taken. With a k for each of
 * the B sequences there is room for the largest of these, and -1 behind those of the others. Time is linear in L whatever k is,
 * unlike that of `topK`.
 *
 * @throws ShapeError or DTypeError if the operands do not fit; ValueError unless 0 <= k <= L.
 */
export function largest(x: Tensor, k: number | readonly number[], counts: Tensor | null = null): Tensor {
  requireFloat('largest', x);
  const [B, H, N, L] = x.shape;
  if (x.rank !== 4) throw new ShapeError(`largest: needs x [B, H, N, L]; got ${formatShape(x.shape)}`);
  const ks = typeof k === 'number' ? [k] : k;
  if (typeof k !== 'number' && k.length !== B) {
    throw new ShapeError(`largest: needs one k, or one for each of the ${B} sequences; got ${k.length}`);
  }
  if (!ks.every((k) => Number.isInteger(k) && k >= 0 && k <= L)) {
    throw new ValueError(`largest: k must be from 0 to L = ${L}; got ${ks.join(', ')}`);
  }
  const most = Math.max(0, ...ks);
  const full = [B, H, 1, L];
  if (counts !== null && counts.dtype !== 'bool') {
    throw new DTypeError(`largest: which places count must be bool; got ${counts.dtype}`);
  }
  if (counts !== null && !broadcastsTo(counts.shape, full)) {
    throw new ShapeError(
      `largest: which places count must broadcast to ${formatShape(full)}; got ${formatShape(counts.shape)}`,
    );
  }
  const strides = counts === null ? [0, 0, 0, 0] : broadcastStrides(counts.shape, counts.strides, full);
  return tidy(() => {
    const ids = empty([B, H, N, most], 'int32', 'largest');
    const from = contiguous(x).pointer;
    const which = counts === null ? 0 : counts.pointer;
    const each = typeof k === 'number' ? 0 : tensor(Int32Array.from(k)).pointer;
    kernels().largest(B, H, N, L, most, each, from, which, strides[0], strides[1], strides[3], ids.pointer);
    return ids;
  });
}
