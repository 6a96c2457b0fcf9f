import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** The hyperbolic tangent of each element. */
export function tanh(x: Tensor): Tensor {
  return unary('tanh', x, 'output');
}
