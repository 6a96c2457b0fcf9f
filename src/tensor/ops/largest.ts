import { kernels } from '../../runtime/index.ts';
import { requireFloat } from '../creation.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastStrides, broadcastsTo } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * The places of the k largest of each row of x [B, H, N, L] among those that count, bool broadcast to [B, H, 1, L]: int32
 * [B, H, N, k], in order of place, with -1 behind them where fewer count. Of equal ones the first are taken. Time is linear in
 * L whatever k is, unlike that of `topK`.
 *
 * @throws ShapeError or DTypeError if the operands do not fit; ValueError unless 1 <= k <= L.
 */
export function largest(x: Tensor, k: number, counts: Tensor | null = null): Tensor {
  requireFloat('largest', x);
  const [B, H, N, L] = x.shape;
  if (x.rank !== 4) throw new ShapeError(`largest: needs x [B, H, N, L]; got ${formatShape(x.shape)}`);
  if (!(Number.isInteger(k) && k >= 1 && k <= L)) {
    throw new ValueError(`largest: k must be from 1 to L = ${L}; got ${k}`);
  }
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
    const ids = empty([B, H, N, k], 'int32', 'largest');
    const from = contiguous(x).pointer;
    const which = counts === null ? 0 : counts.pointer;
    kernels().largest(B, H, N, L, k, from, which, strides[0], strides[1], strides[3], ids.pointer);
    return ids;
  });
}
