import type { Tensor } from '../tensor.ts';
import { linearBinary } from './binary.ts';
import { neg } from './neg.ts';

/** a - b, elementwise, broadcasting. */
export function sub(a: Tensor | number, b: Tensor | number): Tensor {
  return linearBinary('sub', a, b, neg);
}
