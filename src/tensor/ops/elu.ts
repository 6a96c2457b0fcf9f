import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { parametric } from './unary.ts';

/**
 * x above 0, alpha (eˣ - 1) below (Clevert et al., 2016).
 *
 * @throws ValueError unless alpha is above 0.
 */
export function elu(x: Tensor, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  // The derivative is taken from the result, whose sign must be that of x.
  if (!(alpha > 0)) throw new ValueError(`elu: alpha must be above 0; got ${alpha}`);
  return parametric('elu', x, alpha, 'output');
}
