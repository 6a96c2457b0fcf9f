import { kernels } from '../../runtime/index.ts';
import type { Tensor } from '../tensor.ts';
import { binaryInto } from './binary.ts';

/** x += y, not recorded. `x` is dense, and y broadcasts to it. */
export function addInPlace(x: Tensor, y: Tensor): void {
  binaryInto(kernels().add, x, y, x);
}
