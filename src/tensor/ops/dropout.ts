import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { ValueError } from '../errors.ts';
import type { Rng } from '../rng.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * Sets each element to 0 with probability p and scales the others by 1 / (1 - p), so that the mean stays (Srivastava et
 * al., 2014). The choice is a function of one number drawn from `rng`, and is made again in the backward pass instead of
 * being stored. With p = 0 the result is x itself.
 *
 * @throws ValueError unless 0 <= p < 1.
 */
export function dropout(x: Tensor, p: number, rng: Rng): Tensor {
  requireFloat('dropout', x);
  if (!(p >= 0 && p < 1)) throw new ValueError(`dropout: p must be at least 0 and below 1; got ${p}`);
  if (p === 0) return x;
  const seed = rng.bits();
  return record('dropout', drop(x, p, seed), [x], [], (g) => [drop(g, p, seed)]);
}

function drop(x: Tensor, p: number, seed: number): Tensor {
  return tidy(() => {
    const out = empty(x.shape, 'float32', 'dropout');
    kernels().dropout(x.size, seed, Math.floor(p * 2 ** 31), 1 / (1 - p), contiguous(x).pointer, out.pointer);
    return out;
  });
}
