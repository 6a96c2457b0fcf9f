import { record, recordMany } from '../autograd/record.ts';
import { zeros } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous, copyTo } from './copy.ts';

/**
 * x [B, L, ΣH * E], the outcome of several projections side by side, as a tensor of heads [B, H, L, E] for each: `heads` says
 * how many heads each has. Views; nothing is copied.
 *
 * @throws ShapeError unless the sum of heads divides the last axis.
 */
export function splitHeads(x: Tensor, heads: readonly number[]): Tensor[] {
  const [B, L, width] = x.shape;
  let total = 0;
  for (const H of heads) total += H;
  const E = width / total;
  if (x.rank !== 3 || !Number.isInteger(E)) {
    throw new ShapeError(
      `splitHeads: needs [B, L, n * E] with n = ${heads.join(' + ')} heads; got ${formatShape(x.shape)}`,
    );
  }
  const [batch, row, one] = x.strides;
  const strides = [batch, E * one, row, one];
  const begins: number[] = [];
  const parts: Tensor[] = [];
  let begin = 0;
  for (const H of heads) {
    begins.push(begin);
    parts.push(x.view([B, H, L, E], strides, begin * one));
    begin += H * E;
  }
  recordMany('splitHeads', parts, [x], [], (gradients) => {
    const whole = gradients.includes(null) ? zeros([B, L, width]) : empty([B, L, width]);
    const strides = [L * width, E, width, 1];
    gradients.forEach((gradient, i) => {
      if (gradient !== null) copyTo(gradient, whole.pointer + 4 * begins[i], strides);
    });
    return [whole];
  });
  return parts;
}

/** Heads [B, H, L, E] side by side again, [B, L, H * E]: a view where their memory lies so, as attention leaves it. */
export function mergeHeads(x: Tensor): Tensor {
  const [B, H, L, E] = x.shape;
  return tidy(() => {
    const [batch, head, row, one] = x.strides;
    const inRows = one === 1 && head === E && row === H * E && batch === L * row;
    const rows = inRows ? x : contiguous(x.view([B, L, H, E], [batch, row, head, one]));
    const out = rows.view([B, L, H * E], [L * H * E, H * E, 1]);
    return record('mergeHeads', out, [x], [], (g) => splitHeads(contiguous(g), [H]));
  });
}
