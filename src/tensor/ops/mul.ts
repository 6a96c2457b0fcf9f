import type { Tensor } from '../tensor.ts';
import { binary } from './binary.ts';

/** a * b, elementwise, broadcasting. */
export function mul(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(
    'mul',
    a,
    b,
    (g, _, y) => mul(g, y),
    (g, x) => mul(g, x),
  );
}
