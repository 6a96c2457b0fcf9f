import { record } from '../autograd/record.ts';
import type { Tensor } from '../tensor.ts';
import { applyUnary } from './unary.ts';

/** -x of each element. */
export function neg(x: Tensor): Tensor {
  return record('neg', applyUnary('neg', x), [x], [], (g) => [neg(g)]);
}
