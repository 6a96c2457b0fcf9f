import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat, zeros } from '../creation.ts';
import { DTypeError, formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { type Shape, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { requireIndices } from './indices.ts';

/** No row of a table. */
const NONE = -1;

/**
 * Rows of a table by index: table [V, D], ids [...] of int32 -> [..., D]; an embedding. The row `paddingIdx`, if given, gets
 * no gradient.
 *
 * @throws ShapeError unless the table has two axes; ValueError for an id outside 0 to V - 1.
 */
export function gather(
  table: Tensor,
  ids: Tensor,
  { paddingIdx = NONE }: { paddingIdx?: number } = {},
): Tensor {
  if (table.rank !== 2) throw new ShapeError(`gather: needs a table [V, D]; got ${formatShape(table.shape)}`);
  if (table.dtype === 'bool') throw new DTypeError('gather: needs a table of float32 or int32; got bool');
  const [V, D] = table.shape;
  requireIndices('gather', ids, V);
  const out = tidy(() => {
    const source = D > 1 && table.strides[1] !== 1 ? contiguous(table) : table;
    const result = empty([...ids.shape, D], table.dtype, 'gather');
    kernels().gatherRows(
      ids.size,
      D,
      source.pointer,
      source.strides[0],
      contiguous(ids).pointer,
      result.pointer,
    );
    return result;
  });
  return record('gather', out, [table], [ids], (g, [ids]) => [
    { shape: [V, D], addTo: (target) => addRowsTo(target, ids, g, paddingIdx) },
  ]);
}

/**
 * The reverse of `gather`: zeros of the given shape [V, D], to which row i of rows [..., D] is added at ids[i], repeated
 * ids adding up.
 *
 * @throws ShapeError unless rows has the shape of ids and then D; ValueError for an id outside 0 to V - 1.
 */
export function scatterAdd(shape: Shape, ids: Tensor, rows: Tensor): Tensor {
  requireFloat('scatterAdd', rows);
  const [V, D] = shape;
  if (shape.length !== 2 || !sameShape(rows.shape, [...ids.shape, D])) {
    throw new ShapeError(
      `scatterAdd: needs a shape [V, D], ids [...] and rows [..., D]; ` +
        `got ${formatShape(shape)}, ${formatShape(ids.shape)} and ${formatShape(rows.shape)}`,
    );
  }
  requireIndices('scatterAdd', ids, V);
  return record('scatterAdd', addRows(shape, ids, rows), [rows], [ids], (g, [ids]) => [gather(g, ids)]);
}

function addRows(shape: Shape, ids: Tensor, rows: Tensor): Tensor {
  const out = zeros(shape);
  addRowsTo(out, ids, rows);
  return out;
}

/** The target is dense; rows whose id is `ignored` are not added. */
function addRowsTo(target: Tensor, ids: Tensor, rows: Tensor, ignored = NONE): void {
  tidy(() =>
    kernels().scatterAddRows(
      ids.size,
      target.shape[1],
      ignored,
      contiguous(rows).pointer,
      contiguous(ids).pointer,
      target.pointer,
    ),
  );
}
