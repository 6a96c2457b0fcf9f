import { broadcastTo, pad, permute, reshape, slice, type Tensor } from '../tensor/index.ts';

// Every stride-th position is a phase: position r stride + p is row r of phase p. By phases a sequence is a view of itself, so
// that what is far apart lies side by side without a copy, unless the stride does not divide L: then zeros make it up.

/** How many rows a phase has: the last of some phases may be made up. */
export function rowsOfPhase(L: number, stride: number): number {
  return Math.ceil(L / stride);
}

/** How many of the first `length` positions are in phase p. */
export function countInPhase(length: number, stride: number, p: number): number {
  return Math.max(0, Math.ceil((length - p) / stride));
}

/** x [B, H, L, n] by phases: [B H, stride, R, n], where each phase is what a head is to attention. */
export function splitPhases(x: Tensor, stride: number): Tensor {
  const [B, H, L, n] = x.shape;
  const R = rowsOfPhase(L, stride);
  return permute(reshape(fillTo(x, R * stride, [2]), [B * H, R, stride, n]), [0, 2, 1, 3]);
}

/** The reverse, [B, H, L, n]: a view where memory lies as attention leaves it. */
export function mergePhases(x: Tensor, [B, H, L]: readonly number[]): Tensor {
  const [, stride, R, n] = x.shape;
  return slice(reshape(permute(x, [0, 2, 1, 3]), [B, H, R * stride, n]), 2, 0, L);
}

/** Of a mask that broadcasts to [B, H, L, L] what is within phases: [B H, stride, R, R]. */
export function maskPhases(mask: Tensor, [B, H, L]: readonly number[], stride: number): Tensor {
  const R = rowsOfPhase(L, stride);
  const own = [mask.rank - 2, mask.rank - 1].filter((axis) => axis >= 0 && mask.shape[axis] > 1);
  const whole = broadcastTo(fillTo(mask, R * stride, own), [B, H, R * stride, R * stride]);
  const [batch, head, row, column] = whole.strides;
  const strides = [batch, head, row + column, stride * row, stride * column];
  return reshape(whole.view([B, H, stride, R, R], strides), [B * H, stride, R, R]);
}

/** x with zeros behind its axes `axes`, up to a length. */
function fillTo(x: Tensor, length: number, axes: readonly number[]): Tensor {
  const missing = (axis: number) => (axes.includes(axis) ? length - x.shape[axis] : 0);
  if (axes.every((axis) => missing(axis) === 0)) return x;
  return pad(
    x,
    x.shape.map((_, axis) => [0, missing(axis)]),
  );
}
