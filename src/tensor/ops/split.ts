import { recordMany } from '../autograd/record.ts';
import { zeros } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { denseStrides, resolveAxis } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { copyTo } from './copy.ts';

/**
 * Parts along an axis: as many equal ones as `parts` says, or of the lengths it lists. Views; nothing is copied.
 *
 * @throws ShapeError if the parts do not make up the axis.
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const along = resolveAxis('split', axis, x.rank);
  const n = x.shape[along];
  const lengths = typeof parts === 'number' ? Array.from({ length: parts }, () => n / parts) : parts;
  if (
    lengths.some((length) => !Number.isInteger(length) || length < 0) ||
    lengths.reduce((a, b) => a + b, 0) !== n
  ) {
    throw new ShapeError(
      `split: the parts must make up axis ${axis} of ${formatShape(x.shape)}; got ${JSON.stringify(parts)}`,
    );
  }
  return partition('split', x, along, lengths, (extents) => extents);
}

/** All the slices of extent 1 along an axis, without that axis. Views; nothing is copied. */
export function unstack(x: Tensor, axis = 0): Tensor[] {
  const along = resolveAxis('unstack', axis, x.rank);
  return partition('unstack', x, along, new Array<number>(x.shape[along]).fill(1), (extents) =>
    extents.toSpliced(along, 1),
  );
}

/** `shapePart` makes a part's shape, and its strides, from those of a slice. */
function partition(
  operation: string,
  x: Tensor,
  axis: number,
  lengths: readonly number[],
  shapePart: (extents: readonly number[]) => readonly number[],
): Tensor[] {
  const { shape, strides } = x;
  let next = 0;
  const starts = lengths.map((length) => {
    next += length;
    return next - length;
  });
  const parts = lengths.map((length, i) =>
    x.view(shapePart(shape.with(axis, length)), shapePart(strides), starts[i] * strides[axis]),
  );
  recordMany(operation, parts, [x], [], (gradients) => {
    const whole = gradients.includes(null) ? zeros(shape) : empty(shape);
    const steps = denseStrides(shape);
    gradients.forEach((gradient, i) => {
      if (gradient !== null) copyTo(gradient, whole.pointer + 4 * starts[i] * steps[axis], shapePart(steps));
    });
    return [whole];
  });
  return parts;
}
