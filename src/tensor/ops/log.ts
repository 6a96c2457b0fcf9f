import { record } from '../autograd/record.ts';
import type { Tensor } from '../tensor.ts';
import { div } from './div.ts';
import { applyUnary } from './unary.ts';

/** The natural logarithm of each element: -Infinity at 0, NaN below. */
export function log(x: Tensor): Tensor {
  return record('log', applyUnary('log', x), [x], [x], (g, [x]) => [div(g, x)]);
}
