import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { type Shape, sameShape } from '../shape.ts';
import type { Sparsity } from '../sparsity.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

// Products of sparse matrices for H heads at once. Entries take M places; without heads, weights [M] and matrices [rows, E].
// The two operations and the transposed product, which is nowhere needed by itself, are each other's gradients.

/**
 * A sparse matrix times a dense one: out[i] = Σ_e weights[e] x[columns[e]] over the entries e of row i; zeros for a row
 * without entries. weights [M], x [columns, E] -> [rows, E]; or weights [M, H], x [columns, H, E] -> [rows, H, E].
 *
 * @throws ShapeError unless the shapes are such.
 */
export function sparseMatmul(weights: Tensor, sparsity: Sparsity, x: Tensor): Tensor {
  requireFloat('sparseMatmul', weights, x);
  const { numEntries: M, numRows, numColumns } = sparsity;
  const lead = weights.shape.slice(1);
  if (weights.rank > 2 || !isMatrix(x, numColumns, lead) || weights.shape[0] !== M) {
    throw new ShapeError(
      `sparseMatmul: needs weights [M] and x [columns, E], or weights [M, H] and x [columns, H, E]; ` +
        `got ${formatShape(weights.shape)} and ${formatShape(x.shape)} for ${sparsity}`,
    );
  }
  const { offsets, columns } = sparsity;
  const out = multiply(numRows, offsets, columns, weights, x);
  const shape = x.shape;
  return record(
    'sparseMatmul',
    out,
    [weights, x],
    [weights, x, offsets, columns],
    (g, [weights, x, offsets, columns], [needsWeights, needsX]) => [
      needsWeights ? dots(offsets, columns, g, x, weights.shape) : null,
      needsX ? { shape, addTo: (target) => multiplyTransposed(offsets, columns, weights, g, target) } : null,
    ],
  );
}

/**
 * Only those dot products of rows that a sparse matrix has entries for: out[e] = x[rows[e]] · y[columns[e]]. x [rows, E],
 * y [columns, E] -> [M]; or x [rows, H, E], y [columns, H, E] -> [M, H].
 *
 * @throws ShapeError unless the shapes are such.
 */
export function sampledMatmul(x: Tensor, y: Tensor, sparsity: Sparsity): Tensor {
  requireFloat('sampledMatmul', x, y);
  const { numEntries: M, numRows, numColumns, offsets, columns } = sparsity;
  const lead = x.shape.slice(1, -1);
  const fits = lead.length < 2 && isMatrix(x, numRows, lead) && isMatrix(y, numColumns, lead);
  if (!fits || x.shape.at(-1) !== y.shape.at(-1)) {
    throw new ShapeError(
      `sampledMatmul: needs x [rows, E] and y [columns, E], or x [rows, H, E] and y [columns, H, E]; ` +
        `got ${formatShape(x.shape)} and ${formatShape(y.shape)} for ${sparsity}`,
    );
  }
  const out = dots(offsets, columns, x, y, [M, ...lead]);
  const shape = y.shape;
  return record(
    'sampledMatmul',
    out,
    [x, y],
    [x, y, offsets, columns],
    (g, [x, y, offsets, columns], [needsX, needsY]) => [
      needsX ? multiply(numRows, offsets, columns, g, y) : null,
      needsY ? { shape, addTo: (target) => multiplyTransposed(offsets, columns, g, x, target) } : null,
    ],
  );
}

/** [rows, ...lead, E]. */
function isMatrix({ shape }: Tensor, rows: number, lead: Shape): boolean {
  return shape[0] === rows && shape.length === lead.length + 2 && sameShape(shape.slice(1, -1), lead);
}

/** H and E of a dense matrix. */
function extentsOf({ shape }: Tensor): [H: number, E: number] {
  return [shape.length === 3 ? shape[1] : 1, shape[shape.length - 1]];
}

function multiply(rows: number, offsets: Tensor, columns: Tensor, weights: Tensor, x: Tensor): Tensor {
  return tidy(() => {
    const out = empty([rows, ...x.shape.slice(1)], 'float32', 'sparseMatmul');
    const from = [contiguous(weights).pointer, contiguous(x).pointer] as const;
    kernels().sparseProduct(rows, ...extentsOf(x), offsets.pointer, columns.pointer, ...from, out.pointer);
    return out;
  });
}

function multiplyTransposed(
  offsets: Tensor,
  columns: Tensor,
  weights: Tensor,
  x: Tensor,
  target: Tensor,
): void {
  tidy(() => {
    const from = [contiguous(weights).pointer, contiguous(x).pointer] as const;
    const sizes = [x.shape[0], ...extentsOf(x)] as const;
    kernels().sparseTransposedProduct(...sizes, offsets.pointer, columns.pointer, ...from, target.pointer);
  });
}

function dots(offsets: Tensor, columns: Tensor, x: Tensor, y: Tensor, shape: Shape): Tensor {
  return tidy(() => {
    const out = empty(shape, 'float32', 'sampledMatmul');
    const from = [contiguous(x).pointer, contiguous(y).pointer] as const;
    const sizes = [x.shape[0], ...extentsOf(x)] as const;
    kernels().sparseDots(...sizes, offsets.pointer, columns.pointer, ...from, out.pointer);
    return out;
  });
}
