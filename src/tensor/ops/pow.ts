import { float32View } from '../../runtime/index.ts';
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
    raise(float32View(source.pointer, x.size), exponent, float32View(result.pointer, x.size));
    return result;
  });
  return record('pow', out, [x], [x], (g, [x]) => [
    // x⁻¹ is infinite at 0, and 0 times that no number.
    exponent === 0 ? mul(g, 0) : mul(mul(g, exponent), pow(x, exponent - 1)),
  ]);
}

/** Without a kernel: it is rare, since squares and roots have their own, and its code is long. */
function raise(x: Float32Array, exponent: number, out: Float32Array): void {
  for (let i = 0; i < x.length; i++) out[i] = x[i] ** exponent;
}
