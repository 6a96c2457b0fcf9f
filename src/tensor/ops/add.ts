import type { Tensor } from '../tensor.ts';
import { linearBinary } from './binary.ts';

/** a + b, elementwise, broadcasting. */
export function add(a: Tensor | number, b: Tensor | number): Tensor {
  return linearBinary('add', a, b, (g) => g);
}
