import type { Tensor } from '../tensor.ts';
import { parametric } from './unary.ts';

/**
 * x above 0, negativeSlope x below (Maas et al., 2013); the gradient at 0 is that from below.
 */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: { negativeSlope?: number } = {}): Tensor {
  return parametric('leakyRelu', x, negativeSlope, 'input');
}
