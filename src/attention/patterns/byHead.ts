import { causalIfAll } from './causalIfAll.ts';
import { commonCount } from './commonCount.ts';
import type { Pattern } from './pattern.ts';

/**
 * Each head its own pattern: `byHead([slidingWindow(64), slidingWindow(64), dense(), dense()])`, as where some heads look
 * near and others far (Child et al., 2019, Sparse Transformers).
 *
 * @throws ValueError when patterns are for another number of heads, or for different numbers of sequences.
 */
export function byHead(patterns: readonly Pattern[]): Pattern {
  const own = [...patterns];
  return {
    name: `byHead(${own.map((pattern) => pattern.name).join(', ')})`,
    sequences: commonCount('byHead', 'sequences', own),
    heads: commonCount('byHead', 'heads', [{ heads: own.length }, ...own]),
    causal: causalIfAll(own),
    fixedLength: own.some(({ fixedLength }) => fixedLength),
    at: (L, S, b = 0, h = 0) => own[h].at(L, S, b, h),
  };
}
