import { mul, sampledMatmul, tidy } from '../../tensor/index.ts';
import type { EdgeScore } from './edgeScore.ts';

/** score(q, k) = q · k / √E along edges (Vaswani et al., 2017). */
export function scaledDotEdges(): EdgeScore {
  return {
    name: 'scaledDot',
    scores: (query, key, edges) =>
      tidy(() => mul(sampledMatmul(query, key, edges), 1 / Math.sqrt(query.shape[2]))),
  };
}
