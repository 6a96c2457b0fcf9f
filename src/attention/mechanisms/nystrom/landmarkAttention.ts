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
} from '../../../tensor/index.ts';
import type { HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { pseudoInverse } from './pseudoInverse.ts';
import { segmentsOf } from './segments.ts';

export interface LandmarkSettings {
  readonly numLandmarks: number;
  readonly pinvIterations: number;
}

/** Exact attention by Nyström's method, see `nystrom`. */
export function landmarkAttention(
  { numLandmarks, pinvIterations }: LandmarkSettings,
  inputs: HeadInputs,
): Tensor {
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

export function landmarkCost(
  { numLandmarks, pinvIterations }: LandmarkSettings,
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
