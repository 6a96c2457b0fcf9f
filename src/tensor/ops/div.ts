import type { Tensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/** a / b, elementwise, broadcasting. */
export function div(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(
    'div',
    a,
    b,
    (g, _, y) => div(g, y),
    // Not by the square of y, which is lost below the smallest floats long before y is.
    (g, x, y) => neg(div(mul(g, div(x, y)), y)),
  );
}
