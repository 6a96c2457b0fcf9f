import { record } from '../autograd/record.ts';
import type { Tensor } from '../tensor.ts';
import { mul } from './mul.ts';
import { applyUnary } from './unary.ts';

/** eˣ of each element: 0 below -87.3, infinity above 88.7. */
export function exp(x: Tensor): Tensor {
  const out = applyUnary('exp', x);
  return record('exp', out, [x], [out], (g, [y]) => [mul(g, y)]);
}
