import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous, copy } from './copy.ts';
import { requireIndices } from './indices.ts';

/** An index that stands for no row. */
const NOBODY = -1;

/**
 * Rows of each head by index: x [B, H, L, E], ids int32 [B, H, M] -> [B, H, M, E], out[b, h, j] = x[b, h, ids[b, h, j]], and
 * zeros where the index is -1.
 *
 * @throws ShapeError if x and ids do not fit; ValueError for an index outside.
 */
export function takeHeadRows(x: Tensor, ids: Tensor): Tensor {
  requireFloat('takeHeadRows', x);
  checkIds('takeHeadRows', x, ids, x.shape[2]);
  const [B, H, L, E] = x.shape;
  const out = tidy(() => {
    const rows = withRows(x);
    const out = empty([B, H, ids.shape[2], E], 'float32', 'takeHeadRows');
    kernels().takeHeadRows(...sizesOf(out, L), ...placeOf(rows), contiguous(ids).pointer, out.pointer);
    return out;
  });
  return record('takeHeadRows', out, [x], [ids], (g, [ids]) => [addHeadRows(g, ids, L)]);
}

/**
 * The reverse: zeros [B, H, L, E], to which each row of x [B, H, M, E] is added at its index, -1 for nowhere.
 *
 * @throws as takeHeadRows.
 */
export function addHeadRows(x: Tensor, ids: Tensor, L: number): Tensor {
  requireFloat('addHeadRows', x);
  checkIds('addHeadRows', x, ids, L);
  const [B, H, , E] = x.shape;
  const out = tidy(() => {
    const out = empty([B, H, L, E], 'float32', 'addHeadRows');
    const rows = contiguous(x).pointer;
    kernels().addHeadRows(...sizesOf(x, L), ...placeOf(out), contiguous(ids).pointer, rows);
    return out;
  });
  return record('addHeadRows', out, [x], [ids], (g, [ids]) => [takeHeadRows(g, ids)]);
}

/**
 * Puts together what several attentions found for the same queries. parts [B, H, M, Ev] with logits [B, H, M] belong to
 * the queries ids [B, H, M] (-1: to none), and become [B, H, L, Ev]:
 *
 *     out_i = Σ_j w_j parts_j over the j with ids_j = i,   w = softmax over these j of logits_j
 *
 * With the log-sum-exp of each part as logits that is attention to the union of disjoint sets of keys. A query without parts,
 * or with none above -Infinity, gets zeros. Memory is laid out [B, L, H, Ev], so that heads merge without a copy.
 *
 * @throws ShapeError if the operands do not fit; ValueError for an index outside 0 to L - 1.
 */
export function mergeHeadRows(parts: Tensor, logits: Tensor, ids: Tensor, L: number): Tensor {
  requireFloat('mergeHeadRows', parts, logits);
  checkIds('mergeHeadRows', parts, ids, L);
  if (!sameShape(logits.shape, ids.shape)) {
    throw new ShapeError(
      `mergeHeadRows: needs logits [B, H, M] as there are ids; got ${formatShape(logits.shape)} and ${formatShape(ids.shape)}`,
    );
  }
  const [B, H, , Ev] = parts.shape;
  return tidy(() => {
    const out = empty([B, H, L, Ev], 'float32', 'mergeHeadRows', [L * H * Ev, Ev, H * Ev, 1]);
    const weights = empty(ids.shape);
    const [rows, places] = [contiguous(parts), contiguous(ids)];
    // biome-ignore format: as the kernel groups them
    kernels().mergeHeadRows(
      ...sizesOf(parts, L), ...placeOf(out), places.pointer, rows.pointer, contiguous(logits).pointer, weights.pointer,
    );
    return record(
      'mergeHeadRows',
      out,
      [parts, logits],
      [rows, places, weights],
      (g, [rows, places, weights]) => {
        const dParts = empty(rows.shape);
        const dLogits = empty(weights.shape);
        // biome-ignore format: as the kernel groups them
        kernels().mergeHeadRowsBackward(
        ...sizesOf(rows, L), ...placeOf(withRows(g)), places.pointer, rows.pointer, weights.pointer,
        dParts.pointer, dLogits.pointer,
      );
        return [dParts, dLogits];
      },
    );
  });
}

function checkIds(operation: string, x: Tensor, ids: Tensor, L: number): void {
  const fits = x.rank === 4 && ids.rank === 3 && sameShape(x.shape.slice(0, 2), ids.shape.slice(0, 2));
  if (!fits || (operation !== 'takeHeadRows' && x.shape[2] !== ids.shape[2])) {
    throw new ShapeError(
      `${operation}: needs rows of heads [B, H, ..., E] and ids [B, H, M]; ` +
        `got ${formatShape(x.shape)} and ${formatShape(ids.shape)}`,
    );
  }
  requireIndices(operation, ids, L, NOBODY);
}

/** B, H, L, M and E of M rows [B, H, M, E] that are taken from, or put to, L. */
function sizesOf({ shape: [B, H, M, E] }: Tensor, L: number): [number, number, number, number, number] {
  return [B, H, L, M, E];
}

function placeOf({ pointer, strides }: Tensor): [number, number, number, number] {
  return [pointer, strides[0], strides[1], strides[2]];
}

/** The kernels read rows whose elements lie side by side. */
function withRows(x: Tensor): Tensor {
  return x.strides[3] === 1 || x.shape[3] === 1 ? x : copy(x);
}
