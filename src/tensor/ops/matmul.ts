import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, broadcastStrides, collapse, denseStrides, type Shape, sizeOf } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';
import { sumTo } from './sumTo.ts';
import { transpose } from './transpose.ts';

/**
 * The matrix product over the last two axes, [..., M, K] x [..., K, N] -> [..., M, N]; the axes before them broadcast.
 * Transposed and otherwise strided operands cost no copy.
 *
 * @throws ShapeError if an operand has fewer than two axes, or the inner extents differ.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  requireFloat('matmul', a, b);
  if (a.rank < 2 || b.rank < 2 || a.shape[a.rank - 1] !== b.shape[b.rank - 2]) {
    throw new ShapeError(
      `matmul: needs [..., M, K] and [..., K, N] with the same K; got ${formatShape(a.shape)} and ${formatShape(b.shape)}. ` +
        'Is one to be transposed?',
    );
  }
  // Against one matrix, all leading axes are rows of a single product.
  if (a.rank > 2 && b.rank === 2 && a.isDense) {
    const shape = [...a.shape.slice(0, -1), b.shape[1]];
    return tidy(() => reshape(matmul(reshape(a, [-1, a.shape[a.rank - 1]]), b), shape));
  }
  return record('matmul', multiply(a, b), [a, b], [a, b], (g, [a, b], [needsA, needsB]) => [
    needsA ? sumTo(matmul(g, transpose(b)), a.shape) : null,
    needsB ? sumTo(matmul(transpose(a), g), b.shape) : null,
  ]);
}

function multiply(a: Tensor, b: Tensor): Tensor {
  const m = a.shape[a.rank - 2];
  const k = a.shape[a.rank - 1];
  const n = b.shape[b.rank - 1];
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = empty([...batch, m, n], 'float32', 'matmul');
  const { gemm } = kernels();
  const [aRow, aColumn] = a.strides.slice(-2);
  const [bRow, bColumn] = b.strides.slice(-2);
  const [aAt, bAt, outAt] = [a.pointer, b.pointer, out.pointer];
  forEachMatrix(batch, a, b, m * n, (p, q, r) =>
    gemm(m, n, k, aAt + 4 * p, aRow, aColumn, bAt + 4 * q, bRow, bColumn, outAt + 4 * r, n, 0, 0, 0),
  );
  return out;
}

function forEachMatrix(
  batch: Shape,
  a: Tensor,
  b: Tensor,
  outStep: number,
  visit: (a: number, b: number, out: number) => void,
): void {
  const lead = (x: Tensor): number[] => broadcastStrides(x.shape.slice(0, -2), x.strides.slice(0, -2), batch);
  const { extents, strides } = collapse(batch, [lead(a), lead(b)]);
  const steps = denseStrides(extents);
  const count = sizeOf(extents);
  for (let i = 0; i < count; i++) {
    let p = 0;
    let q = 0;
    for (let axis = 0; axis < extents.length; axis++) {
      const index = Math.floor(i / steps[axis]) % extents[axis];
      p += index * strides[0][axis];
      q += index * strides[1][axis];
    }
    visit(p, q, i * outStep);
  }
}
