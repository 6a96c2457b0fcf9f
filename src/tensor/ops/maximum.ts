import type { Tensor } from '../tensor.ts';
import { binary } from './binary.ts';
import { equal, greater, less } from './comparison.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** The larger of a and b, elementwise, broadcasting; NaN where either is. Where they are equal each gets half the gradient. */
export function maximum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(
    'maximum',
    a,
    b,
    (g, x, y) => share(g, greater(x, y), equal(x, y)),
    (g, x, y) => share(g, less(x, y), equal(x, y)),
  );
}

/** The smaller of a and b; otherwise as `maximum`. */
export function minimum(a: Tensor | number, b: Tensor | number): Tensor {
  return binary(
    'minimum',
    a,
    b,
    (g, x, y) => share(g, less(x, y), equal(x, y)),
    (g, x, y) => share(g, greater(x, y), equal(x, y)),
  );
}

function share(g: Tensor, won: Tensor, drew: Tensor): Tensor {
  return where(won, g, where(drew, mul(g, 0.5), 0));
}
