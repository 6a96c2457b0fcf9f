import { record } from '../autograd/record.ts';
import type { Tensor } from '../tensor.ts';
import { applyBinary, asTensor } from './binary.ts';
import { sumTo } from './sumTo.ts';

/** a * b, elementwise, broadcasting. */
export function mul(a: Tensor | number, b: Tensor | number): Tensor {
  const x = asTensor(a);
  const y = asTensor(b);
  return record('mul', applyBinary('mul', x, y), [x, y], [x, y], (g, [x, y], [needsX, needsY]) => [
    needsX ? sumTo(mul(g, y), x.shape) : null,
    needsY ? sumTo(mul(g, x), y.shape) : null,
  ]);
}
