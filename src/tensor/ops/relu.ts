import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** max(x, 0) of each element; the gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return unary('relu', x, 'output');
}
