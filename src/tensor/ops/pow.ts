import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { mul } from './mul.ts';

/** x to a constant power, elementwise; NaN for negative x unless the exponent is whole. */
export function pow(x: Tensor, exponent: number): Tensor {
  requireFloat('pow', x);
  const out = tidy(() => {
    const source = contiguous(x);
    const result = empty(x.shape, 'float32', 'pow');
    kernels().pow(x.size, exponent, source.pointer, result.pointer);
    return result;
  });
  return record('pow', out, [x], [x], (g, [x]) => [
    // x⁻¹ is infinite at 0, and 0 times that no number.
    exponent === 0 ? mul(g, 0) : mul(mul(g, exponent), pow(x, exponent - 1)),
  ]);
}
