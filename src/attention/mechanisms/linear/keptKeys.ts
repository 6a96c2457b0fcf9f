import { dropout as drop, ones, type Tensor } from '../../../tensor/index.ts';
import type { HeadInputs } from '../../defineMechanism.ts';

/** [B, Hk, S, 1]: 0 for keys that are dropped, and a factor for the others that leaves the mean where it was. */
export function keptKeys(value: Tensor, { p, rng }: NonNullable<HeadInputs['dropout']>): Tensor {
  return drop(ones([...value.shape.slice(0, 3), 1]), p, rng);
}
