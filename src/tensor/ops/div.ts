import type { Tensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/** a / b, elementwise, broadcasting. */
export function div(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(
    'div',
    a,
    b,
    (g, _, y) => div(g, y),
    (g, x, y) => neg(div(mul(g, x), square(y))),
  );
}
