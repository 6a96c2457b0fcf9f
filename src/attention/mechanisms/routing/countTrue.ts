import { broadcastTo, cast, sum, type Tensor, tidy } from '../../../tensor/index.ts';

/** How many are true in each head of each sequence of bool, broadcast to [B, H, 1, S]: B H numbers. */
export function countTrue(x: Tensor, B: number, H: number): number[] {
  return tidy(() => {
    const S = x.shape[x.rank - 1];
    return Array.from(sum(cast(broadcastTo(x, [B, H, 1, S]), 'float32'), -1).read());
  });
}
