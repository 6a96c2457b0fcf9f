import { isRecording } from '../../../tensor/autograd/record.ts';
import {
  fusedAttentionLse,
  mergeHeadRows,
  noGrad,
  type Rng,
  reshape,
  rmsNorm,
  type Tensor,
  takeHeadRows,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import { bucketMaps, bucketMapWords, bucketPairs } from '../../../tensor/ops/bucketMaps.ts';
import { type BucketFactors, sortBuckets } from '../../../tensor/ops/buckets.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape, Mechanism } from '../../mechanism.ts';
import { checkOptions } from '../checkOptions.ts';
import { bucketFactors, checkNumBuckets, type NumBuckets } from './bucketFactors.ts';
import { Rotations } from './rotations.ts';
import { columnsOf, roundsOfBuckets } from './roundsOfBuckets.ts';

export interface LshOptions {
  /** m: how many positions a chunk has, which looks at itself and at the one before it. */
  readonly bucketSize?: number;
  /** n_rounds: how often positions are hashed, by other directions each time. */
  readonly numRounds?: number;
  /**
   * n_buckets; by default about a sequence's own length / bucketSize. Two numbers are multiplied: two hashes then make a bucket, which
   * costs less.
   */
  readonly numBuckets?: NumBuckets;
  /** Nobody sees a later position; each looks at `bucketSize` places before it, in the order of buckets. */
  readonly causal?: boolean;
  /** Draws the directions: anew for each call with gradients of the values in training, while other calls keep the last ones. */
  readonly rng: Rng;
}

/**
 * Attention within buckets of positions that point the same way (Kitaev, Kaiser and Levskaya, 2020, Reformer). Queries are keys,
 * too, at unit length; the keys that are given are not read, and so in `MultiHeadAttention` the projection of keys is idle:
 *
 *     h_r(i) = argmax [q_i R_r, -q_i R_r],   P_i = all j met by i in a round r: h_r(j) = h_r(i), j in the chunk of i or before it
 *     output_i = Σ over j in P_i of exp(q_i · k_j / √E - z_i) v_j,   k_j = q_j / |q_j|,   z_i = log Σ exp(q_i · k_j / √E)
 *
 * For each round positions are sorted by bucket, then by position, and cut into chunks of m = `bucketSize`; a chunk looks at itself
 * and at the one before it, the first at itself alone (the paper's code has it look at the last). Rounds are joined by their
 * log-sum-exp, output = Σ_r exp(z_r - z) output_r, and a pair that meets in several rounds counts once, as the paper's N_ij has it (its
 * code's `allow_duplicate_attention: false`). A position sees itself only where there is nothing else to see; the paper's
 * code takes 10^5 off that score.
 *
 * Where chunks begin depends on later positions, through which a causal mask alone would let a little of the future be seen.
 * The causal form has windows instead: a position looks at those of its bucket among the m places before it.
 *
 * For self-attention, [B, H, L, E] and [B, H, L, Ev], L = S: `lengths` count queries as keys, padding is in a bucket of its own and
 * gets zeros, and a sequence has as many buckets as its own length asks for, however far it is padded; any mask is honoured. Time and
 * memory are linear in L, but for hashing, L E n_rounds √n_buckets. `cost` counts for each head L E multiply-adds a column of R, and
 * E + Ev for all pairs of the 64 x 64 blocks that the chunks of each round touch.
 *
 * @throws ValueError for sizes that are not positive, or buckets that are not even; ShapeError at the call if L is not S.
 */
export function lsh(options: LshOptions): Mechanism {
  checkOptions('lsh', options, 'rng');
  const { bucketSize = 64, numRounds = 2, numBuckets, causal = false, rng } = options;
  for (const [name, value] of Object.entries({ bucketSize, numRounds })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new ValueError(`lsh: ${name} must be a whole number from 1 on; got ${value}`);
    }
  }
  checkNumBuckets(numBuckets);
  const rotations = new Rotations(rng);
  const plan = { bucketSize, numRounds, causal };
  const factors = (L: number) => bucketFactors(numBuckets, L, bucketSize);
  return defineMechanism({
    name: causal ? 'lsh/causal' : 'lsh',
    causal,
    undecodable: causal ? 'positions are hashed and sorted into buckets all at once' : undefined,
    modules: [rotations],
    selfAttention: 'Queries are keys, too: it is for self-attention.',
    attend(inputs) {
      // The values of a map, which shows the last call, have no gradients.
      if (isRecording([inputs.value])) rotations.renew();
      const { ids, maps } = noGrad(() => meet(inputs, plan, factors, rotations));
      return { output: attendRounds(inputs, numRounds, ids, maps) };
    },
    cost: (shape) => lshCost(shape, plan, factors(shape.L)),
  });
}

type Plan = Required<Pick<LshOptions, 'bucketSize' | 'numRounds' | 'causal'>>;

/** Who meets whom: positions in the order of their buckets, int32 [B, H, rounds L], and the maps of that. */
function meet(
  inputs: HeadInputs,
  { bucketSize, numRounds, causal }: Plan,
  factors: (length: number) => BucketFactors,
  rotations: Rotations,
): { ids: Tensor; maps: Tensor } {
  return tidy(() => {
    const [B, H, L, E] = inputs.query.shape;
    const directions = (columns: number): Tensor => rotations.draw(E, columns);
    const { buckets, count } = roundsOfBuckets(inputs, numRounds, factors, directions);
    const order = sortBuckets(buckets, count);
    const window = { chunk: bucketSize, causal, seesSelf: false };
    const maps = bucketMaps(buckets, count, order, window, inputs.mask);
    return { ids: reshape(order.order, [B, H, numRounds * L]), maps };
  });
}

/** Attention of each round, and all of them joined. */
function attendRounds(
  { query, value, lengths, dropout }: HeadInputs,
  numRounds: number,
  ids: Tensor,
  maps: Tensor,
): Tensor {
  const [B, H, L, E] = query.shape;
  const Ev = value.shape[3];
  const { output, lse } = tidy(() => {
    const sorted = (x: Tensor) => reshape(takeHeadRows(x, ids), [B, H * numRounds, L, x.shape[3]]);
    // Keys of length √E; the scale makes up for it.
    const k = tidy(() => sorted(rmsNorm(query)));
    const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
    return fusedAttentionLse(sorted(query), k, sorted(value), {
      ...{ scale: 1 / E, maps, lengths, dropout: seeded },
    });
  });
  const places = [B, H, numRounds * L];
  return mergeHeadRows(reshape(output, [...places, Ev]), reshape(lse, places), ids, L);
}

function lshCost(
  { B, H, L, E, Ev }: AttentionShape,
  { bucketSize, numRounds, causal }: Plan,
  factors: BucketFactors,
): AttentionCost {
  const pairs = bucketPairs(L, bucketSize, causal);
  const words = bucketMapWords([B, H, numRounds, L], bucketSize, causal);
  return {
    multiplyAdds: B * H * (L * E * columnsOf(factors, numRounds) + numRounds * pairs * (E + Ev)),
    // Sorted queries, keys, values and outputs, the order, and log-sum-exps in two bases.
    bytes: 4 * (words + B * H * numRounds * L * (2 * E + 2 * Ev + 3)),
  };
}
