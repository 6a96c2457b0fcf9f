import {
  fusedAttention,
  lengthMask,
  logicalAnd,
  maskedSoftmax,
  matmul,
  mul,
  reshape,
  softmax,
  type Tensor,
  tidy,
  transpose,
} from '../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import type { AttentionCost, AttentionShape, Mechanism } from '../mechanism.ts';
import { visibleKeys } from '../visibleKeys.ts';
import { pseudoInverse } from './pseudoInverse.ts';
import { refuseCausal } from './refuseCausal.ts';
import { requireCounts } from './requireCounts.ts';
import { segmentsOf } from './segments.ts';

export interface NystromOptions {
  /** Landmarks of queries, and of keys; the paper's m. A shorter sequence has as many as positions. */
  readonly numLandmarks: number;
  /** 6 by default. */
  readonly pinvIterations?: number;
}

/**
 * Nyströmformer (Xiong et al., 2021): queries and keys meet through landmarks Q~ and K~, which are means over runs of them,
 *
 *     output = softmax(Q K~ᵀ / √E) · softmax(Q~ K~ᵀ / √E)⁺ · softmax(Q~ Kᵀ / √E) V
 *
 * with the pseudo-inverse by iteration (`pseudoInverse`). Each sequence is cut into runs as equal as can be, by itself, of its
 * visible keys, so that padding changes nothing; where L = S, queries are positions of the same sequence, and its padded ones count
 * for no landmark. With as many landmarks as positions it equals exact attention as far as the iteration has come. The rows of its map
 * sum to 1 as far, too, and weights may be below 0. With M = numLandmarks, at most L for queries and S for keys, it takes B H M
 * (L + S) (E + Ev) + M² (E + Ev + 4 M pinvIterations) multiply-adds. What is dropped are a query's weights of the landmarks.
 *
 * @throws ValueError for counts below 1, or where a causal form is asked for: landmarks are means over the whole sequence.
 */
export function nystrom(options: NystromOptions): Mechanism {
  const { numLandmarks, pinvIterations = 6 } = options;
  refuseCausal('nystrom', options, 'landmarks are means over runs that reach into the future');
  requireCounts('nystrom', { numLandmarks, pinvIterations });
  const settings = { numLandmarks, pinvIterations };
  return defineMechanism({
    name: 'nystrom',
    attend: (inputs) => ({ output: attend(settings, inputs) }),
    cost: (shape) => costOf(settings, shape),
  });
}

function attend({ numLandmarks, pinvIterations }: Required<NystromOptions>, inputs: HeadInputs): Tensor {
  const { query, key, value, lengths, mask, dropout } = inputs;
  const [B, H, L, E] = query.shape;
  const S = key.shape[2];
  const visible = visibleKeys('nystrom', inputs);
  const real = L === S && lengths !== null ? reshape(lengthMask(lengths, L), [B, 1, 1, L]) : null;
  const ofQueries = segmentsOf(real, [B, H, L], Math.min(numLandmarks, L));
  const ofKeys = segmentsOf(visible, [B, H, S], Math.min(numLandmarks, S));
  const [q, k] = [ofQueries.means(query), ofKeys.means(key)];
  const inverse = tidy(() => {
    const scores = mul(matmul(q, transpose(k)), 1 / Math.sqrt(E));
    const present = both(ofQueries.present && transpose(ofQueries.present), ofKeys.present);
    return pseudoInverse(present === null ? softmax(scores) : maskedSoftmax(scores, present), pinvIterations);
  });
  const gathered = matmul(inverse, fusedAttention(q, key, value, { lengths, mask: mask && visible }));
  const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
  return fusedAttention(query, k, gathered, { mask: ofKeys.present, dropout: seeded });
}

function both(a: Tensor | null, b: Tensor | null): Tensor | null {
  return a === null || b === null ? (a ?? b) : logicalAnd(a, b);
}

function costOf(
  { numLandmarks, pinvIterations }: Required<NystromOptions>,
  { B, H, L, S, E, Ev }: AttentionShape,
): AttentionCost {
  const [M, N] = [Math.min(numLandmarks, L), Math.min(numLandmarks, S)];
  const middle = M * N * (E + Ev) + pinvIterations * 2 * M * M * (M + N);
  const landmarks = (M + N) * E;
  const held = Math.max(
    // Which position belongs to which landmark, while means are taken.
    landmarks + N * (E + 1) + S,
    landmarks + 4 * M * (M + N),
    landmarks + M * N + (M + N) * Ev + L * (Ev + 1),
  );
  return {
    multiplyAdds: B * H * (L * N * (E + Ev) + M * S * (E + Ev) + middle),
    bytes: 4 * B * H * held,
  };
}
