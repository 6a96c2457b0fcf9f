import { record } from '../autograd/record.ts';
import { full } from '../creation.ts';
import { bytesPerElement } from '../dtype.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { denseStrides } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { copyTo } from './copy.ts';

/**
 * x with `value` around it: `widths[axis]` says how many elements come before and after it along each axis.
 *
 * @throws ShapeError unless there is one pair of whole numbers, 0 or more, for each axis.
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [before: number, after: number])[],
  value = 0,
): Tensor {
  if (widths.length !== x.rank || widths.flat().some((n) => !Number.isInteger(n) || n < 0)) {
    throw new ShapeError(
      `pad: needs [before, after], whole numbers from 0, for each axis of ${formatShape(x.shape)}; got ${JSON.stringify(widths)}`,
    );
  }
  const original = x.shape;
  const out = full(
    original.map((n, axis) => n + widths[axis][0] + widths[axis][1]),
    value,
    x.dtype,
  );
  const start = (strides: readonly number[]): number =>
    strides.reduce((sum, step, axis) => sum + step * widths[axis][0], 0);
  const strides = denseStrides(out.shape);
  copyTo(x, out.pointer + start(strides) * bytesPerElement[x.dtype], strides);
  return record('pad', out, [x], [], (g) => [g.view(original, g.strides, start(g.strides))]);
}
