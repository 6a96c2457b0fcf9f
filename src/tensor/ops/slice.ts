import { record } from '../autograd/record.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { resolveAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { pad } from './pad.ts';

/**
 * The elements from `start` up to, not including, `end` along one axis; negative places count from the end. A view;
 * nothing is copied.
 *
 * @throws ShapeError if the places lie outside the axis, or `end` before `start`.
 */
export function slice(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const along = resolveAxis('slice', axis, x.rank);
  const n = x.shape[along];
  const from = start < 0 ? start + n : start;
  const to = end === undefined ? n : end < 0 ? end + n : end;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > n || from > to) {
    throw new ShapeError(
      `slice: needs 0 <= start <= end <= ${n} along axis ${axis} of ${formatShape(x.shape)}; got ${start} and ${end}`,
    );
  }
  const out = x.view(x.shape.with(along, to - from), x.strides, from * x.strides[along]);
  const widths = x.shape.map((_, i): [number, number] => (i === along ? [from, n - to] : [0, 0]));
  return record('slice', out, [x], [], (g) => [pad(g, widths)]);
}
