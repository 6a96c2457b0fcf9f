import { broadcastTo, expandDims, reshape, type Tensor } from '../tensor/index.ts';

/** Keys or values [B, Hk, S, E] as [B, H, S, E], each head H / Hk times in a row: what grouped heads mean. */
export function repeatHeads(x: Tensor, H: number): Tensor {
  const [B, Hk, S, E] = x.shape;
  if (Hk === H) return x;
  return reshape(broadcastTo(expandDims(x, 2), [B, Hk, H / Hk, S, E]), [B, H, S, E]);
}
