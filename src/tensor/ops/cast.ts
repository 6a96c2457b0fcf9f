import { kernels } from '../../runtime/index.ts';
import type { DType } from '../dtype.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

type Conversion = 'floatToInt' | 'floatToBool' | 'intToFloat' | 'intToBool' | 'boolToInt';

/** Which kernel converts what to what; bool goes to float32 by way of int32. */
const conversions: Readonly<Record<DType, Partial<Record<DType, Conversion>>>> = {
  float32: { int32: 'floatToInt', bool: 'floatToBool' },
  int32: { float32: 'intToFloat', bool: 'intToBool' },
  bool: { int32: 'boolToInt' },
};

/**
 * The same numbers in another element type; x itself if it has it already. Floats become int32 by cutting the fraction off
 * (NaN becomes 0), and bool by being other than 0. Gradients do not pass.
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  return tidy(() => {
    const source = x.dtype === 'bool' && dtype === 'float32' ? cast(x, 'int32') : contiguous(x);
    const out = empty(x.shape, dtype, 'cast');
    kernels()[conversions[source.dtype][dtype]!](x.size, source.pointer, out.pointer);
    return out;
  });
}
