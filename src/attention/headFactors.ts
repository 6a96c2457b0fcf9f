import { DTypeError, formatShape, reshape, ShapeError, type Tensor } from '../tensor/index.ts';

/**
 * A head mask [H] or [B, H] as factors on heads [B, H, L, E].
 *
 * @throws DTypeError unless it is float32, ShapeError unless it is of one of these shapes.
 */
export function headFactors(headMask: Tensor, B: number, H: number): Tensor {
  if (headMask.dtype !== 'float32') {
    throw new DTypeError(
      `MultiHeadAttention: headMask holds factors, 0 for a silent head, so it must be float32; got ${headMask.dtype}. ` +
        "Convert it with cast(headMask, 'float32').",
    );
  }
  const { rank, shape } = headMask;
  const fits = rank === 1 ? shape[0] === H : rank === 2 && shape[0] === B && shape[1] === H;
  if (!fits) {
    throw new ShapeError(
      `MultiHeadAttention: headMask must be [H] or [B, H] with B = ${B} and H = ${H}; got ${formatShape(shape)}`,
    );
  }
  return reshape(headMask, [-1, H, 1, 1]);
}
