import { record, recordMany } from '../autograd/record.ts';
import { zeros } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous, copyTo } from './copy.ts';

/**
 * x [B, L, n * H * E], the outcome of n projections side by side, as n tensors of heads [B, H, L, E]. Views; nothing is
 * copied.
 *
 * @throws ShapeError unless n * H divides the last axis.
 */
export function splitHeads(x: Tensor, numHeads: number, projections = 1): Tensor[] {
  const [B, L, width] = x.shape;
  const E = width / (projections * numHeads);
  if (x.rank !== 3 || !Number.isInteger(E)) {
    throw new ShapeError(
      `splitHeads: needs [B, L, n * H * E] with n = ${projections} and H = ${numHeads}; got ${formatShape(x.shape)}`,
    );
  }
  const shape = [B, numHeads, L, E];
  const D = numHeads * E;
  const [batch, row, one] = x.strides;
  const strides = [batch, E * one, row, one];
  const parts = new Array<Tensor>(projections);
  for (let i = 0; i < projections; i++) parts[i] = x.view(shape, strides, i * D * one);
  recordMany('splitHeads', parts, [x], [], (gradients) => {
    const whole = gradients.includes(null) ? zeros([B, L, width]) : empty([B, L, width]);
    const strides = [L * width, E, width, 1];
    gradients.forEach((gradient, i) => {
      if (gradient !== null) copyTo(gradient, whole.pointer + 4 * i * D, strides);
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
    return record('mergeHeads', out, [x], [], (g) => splitHeads(contiguous(g), H));
  });
}
