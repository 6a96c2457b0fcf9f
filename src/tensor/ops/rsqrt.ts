import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** 1 / sqrt(x) of each element. */
export function rsqrt(x: Tensor): Tensor {
  return unary('rsqrt', x, 'output');
}
