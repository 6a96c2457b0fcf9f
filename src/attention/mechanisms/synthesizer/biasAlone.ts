import { broadcastTo, type Tensor, tidy, zeros } from '../../../tensor/index.ts';
import type { DotProduct } from '../../scores/index.ts';

/** Scores that are no product of anything, as the bias of one that is 0. */
export function biasAlone(query: Tensor, key: Tensor, bias: Tensor): DotProduct {
  const nothing = (x: Tensor): Tensor => tidy(() => broadcastTo(zeros([1]), x.shape.with(-1, 1)));
  return { query: nothing(query), key: nothing(key), scale: 1, bias };
}
