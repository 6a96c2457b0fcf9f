import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous, copy } from './copy.ts';
import { neg } from './neg.ts';

/** Which elements make a pair: 'halves' x[i] and x[n + i] of the first 2n, 'interleaved' the neighbours x[2i] and x[2i + 1]. */
export type Pairing = 'halves' | 'interleaved';

/**
 * Turns pairs of elements, each by an angle of its row: x [B, H, L, E], cos and sin [L, n] -> [B, H, L, E], where each of the
 * first n pairs (a, b) becomes (a cos - b sin, a sin + b cos), and elements past 2n stay. The gradient is turned back. None
 * flows to the angles.
 *
 * @throws ShapeError if the shapes do not fit.
 */
export function rotate(x: Tensor, cos: Tensor, sin: Tensor, { pairing }: { pairing: Pairing }): Tensor {
  requireFloat('rotate', x, cos, sin);
  const [L, n] = cos.shape;
  const fits = x.rank === 4 && cos.rank === 2 && sameShape(cos.shape, sin.shape);
  if (!fits || x.shape[2] !== L || x.shape[3] < 2 * n) {
    throw new ShapeError(
      'rotate: needs x [B, H, L, E], cos and sin [L, n] with 2n <= E; ' +
        `got ${[x, cos, sin].map(({ shape }) => formatShape(shape)).join(', ')}`,
    );
  }
  return record('rotate', turn(x, cos, sin, pairing), [x], [cos, sin], (g, [cos, sin]) => [
    turn(g, cos, neg(sin), pairing),
  ]);
}

function turn(x: Tensor, cos: Tensor, sin: Tensor, pairing: Pairing): Tensor {
  return tidy(() => {
    const [B, H, L, E] = x.shape;
    const source = E > 1 && x.strides[3] !== 1 ? copy(x) : x;
    const [batch, head, row] = source.strides;
    const out = empty(x.shape, 'float32', 'rotate');
    kernels().rotate(
      ...([B, H, L, E, cos.shape[1], pairing === 'interleaved'] as const),
      ...([source.pointer, batch, head, row] as const),
      ...([contiguous(cos).pointer, contiguous(sin).pointer, out.pointer] as const),
    );
    return out;
  });
}
