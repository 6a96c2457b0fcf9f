import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** The square root of each element; NaN below 0. */
export function sqrt(x: Tensor): Tensor {
  return unary('sqrt', x, 'output');
}
