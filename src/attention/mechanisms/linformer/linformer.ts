import { fusedAttention, ShapeError, type Tensor, ValueError } from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape, Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { checkOptions } from '../checkOptions.ts';
import { refuseCausal } from '../refuseCausal.ts';
import { requireCounts } from '../requireCounts.ts';
import { LengthProjection } from './lengthProjection.ts';

const SHARINGS = ['none', 'headwise', 'keyValue'] as const;

/**
 * Who has a projection of its own: keys and values of each head ('none'), all keys and all values ('headwise'), or nobody,
 * there is one ('keyValue').
 */
export type LinformerSharing = (typeof SHARINGS)[number];

export interface LinformerOptions {
  /** The most keys that there may be; the paper's n. */
  readonly maxLength: number;
  /** How many keys and values are left; the paper's k. */
  readonly rank: number;
  /** 'none' by default. */
  readonly sharing?: LinformerSharing;
}

/**
 * Linformer (Wang et al., 2020): keys and values are projected along the length, so that there are `rank` of them however many
 * there were,
 *
 *     K' = E K,   V' = F V,   output = softmax(Q K'ᵀ / √E) V'
 *
 * with learned E and F [rank, maxLength] (the size of a head is E too; the paper calls it d), of which a sequence of S keys
 * uses the first S columns. Padded and masked keys and values are zeros before they are projected. It takes B H rank (S + L)
 * (E + Ev) multiply-adds. The rows of its map sum to 1 only where F makes means. What is dropped are the weights of the
 * projected keys.
 *
 * Layers share a projection (the paper's layerwise sharing) if they are given one mechanism rather than a recipe:
 *
 *     const shared = linformer({ maxLength: 512, rank: 64, sharing: 'keyValue' }).build({ numHeads: 8, headDim: 64, rng });
 *     new TransformerEncoder({ numLayers: 6, mechanism: shared, ... });
 *
 * @throws ValueError if `rank` is above `maxLength`, or where a causal form is asked for: each projected key mixes all
 * positions, the future among them. ShapeError at the call if there are more than `maxLength` keys.
 */
export function linformer(options: LinformerOptions): MechanismRecipe {
  checkOptions('linformer', options, 'maxLength', 'rank');
  const { maxLength, rank, sharing = 'none' } = options;
  refuseCausal('linformer', options, 'each projected key mixes all positions, the future among them');
  requireCounts('linformer', { maxLength, rank });
  if (rank > maxLength) {
    throw new ValueError(
      `linformer: rank ${rank} is above maxLength ${maxLength}, where it would cost more than exact attention`,
    );
  }
  if (!SHARINGS.includes(sharing)) {
    throw new ValueError(
      `linformer: sharing must be one of ${SHARINGS.join(', ')}; got ${sharing}. Layers share a mechanism that is ` +
        'built once and given to all of them.',
    );
  }
  return {
    recipe: 'linformer',
    build: ({ numHeads, rng }) => build(new LengthProjection({ maxLength, rank, sharing, numHeads, rng })),
  };
}

function build(projection: LengthProjection): Mechanism {
  const [groups] = projection.key.shape;
  return defineMechanism({
    name: 'linformer',
    modules: [projection],
    groupsHeads: groups === 1,
    attend: (inputs) => attend(projection, inputs),
    cost: (shape) => costOf(projection, shape),
  });
}

function attend(projection: LengthProjection, inputs: HeadInputs): { output: Tensor } {
  const { query, key, value, dropout } = inputs;
  checkSizes(projection, query.shape[1], key.shape[2]);
  const visible = visibleKeys('linformer', inputs);
  const seeded = dropout && { p: dropout.p, seed: dropout.rng.bits() };
  const { key: k, value: v } = projection.forward(key, value, visible);
  return { output: fusedAttention(query, k, v, { dropout: seeded }) };
}

function checkSizes({ key }: LengthProjection, H: number, S: number): void {
  const [groups, , maxLength] = key.shape;
  if (groups > 1 && groups !== H) {
    throw new ShapeError(
      `linformer: was built for H = ${groups} heads; got ${H}. With sharing 'headwise' it serves any number.`,
    );
  }
  if (S <= maxLength) return;
  throw new ShapeError(
    `linformer: projects at most maxLength = ${maxLength} keys; got S = ${S}. Build it with a larger maxLength, or ` +
      'shorten the sequences.',
  );
}

function costOf(projection: LengthProjection, { B, H, L, S, E, Ev }: AttentionShape): AttentionCost {
  checkSizes(projection, H, S);
  const [groups, rank] = projection.key.shape;
  // Vectors that lie side by side for the product are copies, unless there is one sequence of heads that share nothing.
  const copied = (B * H) / groups > 1 ? S : 0;
  const held = Math.max(
    copied * E + rank * E,
    rank * E + copied * Ev + rank * Ev,
    rank * (E + Ev) + L * (Ev + 1),
  );
  return { multiplyAdds: B * H * rank * (S + L) * (E + Ev), bytes: 4 * B * H * held };
}
