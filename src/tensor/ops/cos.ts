import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** The cosine of each element, in radians. */
export function cos(x: Tensor): Tensor {
  return unary('cos', x, 'input');
}
