import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** x² of each element. */
export function square(x: Tensor): Tensor {
  return unary('square', x, 'input');
}
