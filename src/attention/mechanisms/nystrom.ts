import {
  add,
  fusedAttention,
  lengthMask,
  logicalAnd,
  maskedSoftmax,
  matmul,
  mul,
  reshape,
  ShapeError,
  softmax,
  type Tensor,
  tidy,
  transpose,
  ValueError,
  where,
} from '../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import type {
  AttentionCost,
  AttentionShape,
  Mechanism,
  MechanismRecipe,
  MechanismSizes,
} from '../mechanism.ts';
import { visibleKeys } from '../visibleKeys.ts';
import { pseudoInverse } from './pseudoInverse.ts';
import { refuseCausal } from './refuseCausal.ts';
import { requireCounts } from './requireCounts.ts';
import { requireHeads } from './requireHeads.ts';
import { segmentsOf } from './segments.ts';
import { ValueConvolution } from './valueConvolution.ts';

export interface NystromOptions {
  /** Landmarks of queries, and of keys; the paper's m. A shorter sequence has as many as positions. */
  readonly numLandmarks: number;
  /** 6 by default. */
  readonly pinvIterations?: number;
  /** How many positions a convolution over values reaches, an odd number; none by default. */
  readonly skipKernelSize?: number;
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
 * With `skipKernelSize`, a convolution of the values is added to the output (`ValueConvolution`; the paper's has 33 positions, or 35):
 * it has parameters, so that what comes is a recipe, and queries must be the positions of the keys.
 *
 * @throws ValueError for counts below 1, an even kernel, or where a causal form is asked for: landmarks are means over the whole
 * sequence. ShapeError at the call with a convolution if L differs from S, or for heads that it was not built for.
 */
export function nystrom(options: NystromOptions & { readonly skipKernelSize: number }): MechanismRecipe;
export function nystrom(options: NystromOptions & { readonly skipKernelSize?: undefined }): Mechanism;
export function nystrom(options: NystromOptions): Mechanism | MechanismRecipe {
  const { numLandmarks, pinvIterations = 6, skipKernelSize } = options;
  refuseCausal('nystrom', options, 'landmarks are means over runs that reach into the future');
  requireCounts('nystrom', { numLandmarks, pinvIterations });
  const settings = { numLandmarks, pinvIterations };
  if (skipKernelSize === undefined) {
    return defineMechanism({
      name: 'nystrom',
      attend: (inputs) => ({ output: attend(settings, inputs) }),
      cost: (shape) => costOf(settings, shape),
    });
  }
  requireOdd(skipKernelSize);
  return {
    recipe: 'nystrom',
    build: (sizes) => {
      const skip = new ValueConvolution({ kernelSize: skipKernelSize, ...sizes });
      return defineMechanism({
        name: 'nystrom',
        modules: [skip],
        attend: (inputs) => ({ output: attendWithSkip(settings, skip, sizes, inputs) }),
        cost: (shape) => costWithSkip(settings, skip, shape),
      });
    },
  };
}

function requireOdd(skipKernelSize: number): void {
  if (Number.isInteger(skipKernelSize) && skipKernelSize >= 1 && skipKernelSize % 2 === 1) return;
  throw new ValueError(
    `nystrom: skipKernelSize must be odd, so that a position is in the middle; got ${skipKernelSize}`,
  );
}

interface Settings {
  readonly numLandmarks: number;
  readonly pinvIterations: number;
}

function attendWithSkip(
  settings: Settings,
  skip: ValueConvolution,
  sizes: MechanismSizes,
  inputs: HeadInputs,
): Tensor {
  requireHeads('nystrom', sizes, inputs.query);
  checkSameLength(inputs.query.shape[2], inputs.key.shape[2]);
  const attended = tidy(() => attend(settings, inputs));
  const visible = visibleKeys('nystrom', inputs);
  const value = visible === null ? inputs.value : where(transpose(visible), inputs.value, 0);
  return add(attended, skip.forward(value));
}

function checkSameLength(L: number, S: number): void {
  if (L === S) return;
  throw new ShapeError(
    `nystrom: a convolution of the values stands for the queries' positions, so L must be S; got L = ${L} and S = ${S}. ` +
      'Leave skipKernelSize out.',
  );
}

function attend({ numLandmarks, pinvIterations }: Settings, inputs: HeadInputs): Tensor {
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
  { numLandmarks, pinvIterations }: Settings,
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

function costWithSkip(settings: Settings, skip: ValueConvolution, shape: AttentionShape): AttentionCost {
  const { B, H, L, S, Ev } = shape;
  checkSameLength(L, S);
  const [attended, convolved] = [costOf(settings, shape), skip.cost(shape)];
  return {
    multiplyAdds: attended.multiplyAdds + convolved.multiplyAdds,
    bytes: Math.max(attended.bytes, 4 * B * H * L * Ev + convolved.bytes),
  };
}
