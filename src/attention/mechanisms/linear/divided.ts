import { abs, div, less, slice, type Tensor, tidy, where } from '../../../tensor/index.ts';

/** Sums of weights that count as 0, as in `fusedLinearAttention`: what is divided by them overflows. */
const SMALLEST_SUM = 1e-34;

/** The columns but the last, divided by it, which is a sum of weights: [..., Ev + 1] -> [..., Ev]. Where it is 0, so are they. */
export function divided(sums: Tensor): Tensor {
  return tidy(() => {
    const Ev = sums.shape[sums.rank - 1] - 1;
    const total = slice(sums, -1, Ev);
    const none = less(abs(total), SMALLEST_SUM);
    return div(where(none, 0, slice(sums, -1, 0, Ev)), where(none, 1, total));
  });
}
