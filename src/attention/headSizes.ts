import type { Tensor } from '../tensor/index.ts';
import type { HeadSizes } from './mechanism.ts';

/** The sizes of query [B, H, L, E] and key [B, Hk, S, E]. */
export function headSizes(query: Tensor, key: Tensor): HeadSizes {
  const [, H, L, E] = query.shape;
  return { H, L, S: key.shape[2], E };
}
