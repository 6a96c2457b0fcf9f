import { div, equal, slice, type Tensor, tidy, where } from '../../../tensor/index.ts';

/** The columns but the last, divided by it, which is a sum of weights: [..., Ev + 1] -> [..., Ev]. Where it is 0, they are. */
export function divided(sums: Tensor): Tensor {
  return tidy(() => {
    const Ev = sums.shape[sums.rank - 1] - 1;
    const total = slice(sums, -1, Ev);
    return div(slice(sums, -1, 0, Ev), where(equal(total, 0), 1, total));
  });
}
