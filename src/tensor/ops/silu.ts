import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** x sigmoid(x), also called swish (Hendrycks and Gimpel, 2016; Ramachandran et al., 2017). */
export function silu(x: Tensor): Tensor {
  return unary('silu', x, 'input');
}
