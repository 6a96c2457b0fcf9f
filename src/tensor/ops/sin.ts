import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** The sine of each element, in radians. */
export function sin(x: Tensor): Tensor {
  return unary('sin', x, 'input');
}
