import { init, Module, Parameter } from '../../nn/index.ts';
import { broadcastTo, concat, fusedAttention, slice, type Tensor, tidy } from '../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import type { AttentionCost, AttentionShape, MechanismRecipe, MechanismSizes } from '../mechanism.ts';
import { visibleKeys } from '../visibleKeys.ts';
import { checkOptions } from './checkOptions.ts';
import { refuseCausal } from './refuseCausal.ts';
import { requireCounts } from './requireCounts.ts';

export interface InducedSetOptions {
  /** How many inducing points there are; the paper's m. */
  readonly numInducing: number;
}

/**
 * Attention through inducing points (Lee et al., 2019, Set Transformer): M learned points I in each head look at all keys and values,
 * and queries look at what the points have gathered,
 *
 *     A = softmax(I Kᵀ / √E),   output = softmax(Q (A K)ᵀ / √E) A V
 *
 * so that it takes B H M (S (2 E + Ev) + L (E + Ev)) multiply-adds. It is the attention of their ISAB: there, queries look at new keys and
 * values that a layer makes of what was gathered; here, at the gathered keys and values themselves, so that it can stand for any
 * attention, and its map's rows sum to 1. The first half alone is how a Perceiver reads (Jaegle et al., 2021): its latents stay M
 * vectors, which `AttentionPooling({ numQueries: M, ... })`, or `MultiHeadAttention` with learned queries, makes of an input of any
 * length. What is dropped are the queries' weights of the points.
 *
 * @throws ValueError for less than one point, or where a causal form is asked for: the points look at the future.
 * ShapeError at the call for heads that it was not built for.
 */
export function inducedSet(options: InducedSetOptions): MechanismRecipe {
  checkOptions('inducedSet', options, 'numInducing');
  const { numInducing } = options;
  refuseCausal('inducedSet', options, 'inducing points look at all keys, those of the future among them');
  requireCounts('inducedSet', { numInducing });
  return {
    recipe: 'inducedSet',
    build: (sizes) => {
      const points = new InducingPoints({ numInducing, ...sizes });
      return defineMechanism({
        name: 'inducedSet',
        modules: [points],
        builtFor: sizes,
        attend: (inputs) => ({ output: attend(points, inputs) }),
        cost: (shape) => costOf(numInducing, shape),
      });
    },
  };
}

/** The points from which `inducedSet` looks at keys. */
export class InducingPoints extends Module {
  /** [H, M, E], initially normal, as queries of layers are. */
  readonly points: Parameter;

  constructor({ numInducing, numHeads, headDim, rng }: InducedSetOptions & MechanismSizes) {
    super();
    this.points = new Parameter([numHeads, numInducing, headDim], init.normal({ rng }));
  }
}

function attend({ points }: InducingPoints, inputs: HeadInputs): Tensor {
  const { query, key, value, lengths, mask, dropout } = inputs;
  const visible = visibleKeys('inducedSet', inputs);
  const [B, , , E] = query.shape;
  const inducing = broadcastTo(points, [B, ...points.shape]);
  const gathered = tidy(() =>
    fusedAttention(inducing, key, concat([key, value], 3), { lengths, mask: mask && visible }),
  );
  const [k, v] = [slice(gathered, 3, 0, E), slice(gathered, 3, E)];
  return fusedAttention(query, k, v, { dropout: dropout && { p: dropout.p, seed: dropout.rng.bits() } });
}

function costOf(M: number, { B, H, L, S, E, Ev }: AttentionShape): AttentionCost {
  return {
    multiplyAdds: B * H * M * (S * (2 * E + Ev) + L * (E + Ev)),
    bytes: 4 * B * H * Math.max((M + S) * (E + Ev), M * (E + Ev) + L * (Ev + 1)),
  };
}
