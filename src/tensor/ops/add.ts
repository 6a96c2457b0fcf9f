import { record } from '../autograd/record.ts';
import type { Tensor } from '../tensor.ts';
import { applyBinary, asTensor } from './binary.ts';
import { sumTo } from './sumTo.ts';

/** a + b, elementwise, broadcasting. */
export function add(a: Tensor | number, b: Tensor | number): Tensor {
  const x = asTensor(a);
  const y = asTensor(b);
  const xShape = x.shape;
  const yShape = y.shape;
  return record('add', applyBinary('add', x, y), [x, y], [], (g, _, [needsX, needsY]) => [
    needsX ? sumTo(g, xShape) : null,
    needsY ? sumTo(g, yShape) : null,
  ]);
}
