import type { Tensor } from '../tensor.ts';
import { unary } from './unary.ts';

/** x Φ(x) with Φ the normal distribution function, in its exact form, PyTorch's default (Hendrycks and Gimpel, 2016). */
export function gelu(x: Tensor): Tensor {
  return unary('gelu', x, 'input');
}
