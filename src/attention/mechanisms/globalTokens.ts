import { init, Module, Parameter } from '../../nn/index.ts';
import {
  broadcastTo,
  concat,
  fusedAttention,
  ones,
  type Tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { patternCost } from '../attentionCost.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import type {
  AttentionCost,
  AttentionShape,
  Mechanism,
  MechanismRecipe,
  MechanismSizes,
} from '../mechanism.ts';
import { type Pattern, slidingWindow, type WindowWidths } from '../patterns/index.ts';
import { lower } from '../patterns/lower.ts';
import { visibleKeys } from '../visibleKeys.ts';
import { checkOptions } from './checkOptions.ts';

export interface GlobalTokensOptions {
  /** G: how many tokens are added. */
  readonly count: number;
  /** Keys on either side that a position sees beside the tokens; Infinity for all. */
  readonly window: number | WindowWidths;
}

const FLOAT = 4;

/**
 * G added tokens that see all positions and are seen by all, and a window: with learned queries u and keys t, [H, G, E],
 *
 *     x_g = sum over all j of softmax(u_g k_j / sqrt(E)) v_j
 *     output_i = softmax(q_i [t ; k_near] / sqrt(E)) [x ; v_near],   |i - j| <= window
 *
 * query, key [B, H, L, E], value [B, H, L, Ev] -> [B, H, L, Ev]. Any two positions are two steps apart, for B H L (2 window + 1 + 2 G)
 * (E + Ev) multiply-adds, in whole blocks of 64 x 64 pairs. Dropout is applied to both steps' weights.
 *
 * Source: Ainslie et al., 2020 (ETC), whose global input our tokens are, one layer at a time: they keep nothing for the next layer, so
 * that the output is linear in the values and has a map; the added tokens of Zaheer et al., 2020 (Big Bird, ETC). Chosen positions
 * of the sequence itself see all in `longformer`.
 *
 * Tokens see the whole sequence and pass it on to every position, so that there is no causal form.
 *
 * @throws ValueError unless count is a whole number from 1 on and window one from 0 on, or Infinity, for a causal form, or at the call
 * for a mask that tells queries apart; ShapeError at the call when L differs from S, or heads are not those it was built for.
 */
export function globalTokens(options: GlobalTokensOptions): MechanismRecipe {
  checkOptions('globalTokens', options, 'count', 'window');
  if ((options as { causal?: boolean }).causal) {
    throw new ValueError(
      'globalTokens: has no causal form, for its tokens gather the future and hand it to every position. ' +
        'Use attention with and(causal(), longformer({ window, globalTokens })).',
    );
  }
  const { count, window } = options;
  if (!(Number.isInteger(count) && count >= 1)) {
    throw new ValueError(`globalTokens: count must be a whole number from 1 on; got ${count}`);
  }
  const pattern = behindTokens(count, slidingWindow(window));
  return {
    recipe: 'globalTokens',
    build: (sizes) => new GlobalTokens({ ...sizes, count, pattern }).mechanism,
  };
}

/** The tokens of `globalTokens`: what they look for, and how they are found. */
export class GlobalTokens extends Module {
  /** u, [H, G, E] */
  readonly query: Parameter;
  /** t, [H, G, E] */
  readonly key: Parameter;
  readonly mechanism: Mechanism;

  constructor({
    numHeads,
    headDim,
    rng,
    count,
    pattern,
  }: MechanismSizes & { readonly count: number; readonly pattern: Pattern }) {
    super();
    // As queries and keys are where tokens are normed and projected.
    this.query = new Parameter([numHeads, count, headDim], init.normal({ rng }));
    this.key = new Parameter([numHeads, count, headDim], init.normal({ rng }));
    this.mechanism = defineMechanism({
      name: `globalTokens(${count})`,
      modules: [this],
      selfAttention: 'Its window is over one sequence.',
      builtFor: { numHeads, headDim },
      attend: (inputs) => attend(this, pattern, inputs),
      cost: (shape) => cost(count, pattern, shape),
    });
  }
}

function attend({ query: u, key: t }: GlobalTokens, pattern: Pattern, inputs: HeadInputs) {
  const { query, key, value, lengths, dropout } = inputs;
  const [B, H, L, E] = query.shape;
  const [, G] = u.shape;
  const mask = visibleKeys('globalTokens', { ...inputs, lengths: null });
  const seeded = () => dropout && { p: dropout.p, seed: dropout.rng.bits() };
  const tokens = (x: Tensor) => broadcastTo(x, [B, H, G, E]);
  const gathered = fusedAttention(tokens(u), key, value, { lengths, mask, dropout: seeded() });
  const output = fusedAttention(query, concat([tokens(t), key], 2), concat([gathered, value], 2), {
    blocks: lower(pattern, L, L + G, B, H),
    lengths: lengths?.map((n) => n + G),
    mask: mask && withTokens(mask, G, L),
    dropout: seeded(),
  });
  return { output };
}

/** A mask of keys, with the tokens before them, which all may see. */
function withTokens(mask: Tensor, G: number, L: number): Tensor {
  return tidy(() => {
    const keys = broadcastTo(mask, [...mask.shape.slice(0, -1), L]);
    return concat([ones([...mask.shape.slice(0, -1), G], 'bool'), keys], -1);
  });
}

/** G keys that all see, and behind them those of a pattern. */
function behindTokens(G: number, pattern: Pattern): Pattern {
  return {
    name: `behindTokens(${G}, ${pattern.name})`,
    at(L, S) {
      const inner = pattern.at(L, S - G);
      return {
        allows: (i, j) => j < G || inner.allows(i, j - G),
        block(i0, i1, j0, j1) {
          if (j1 <= G) return 'full';
          const coverage = inner.block(i0, i1, Math.max(0, j0 - G), j1 - G);
          return j0 < G && coverage === 'empty' ? 'partial' : coverage;
        },
      };
    },
  };
}

function cost(G: number, pattern: Pattern, { B, H, L, S, E, Ev }: AttentionShape): AttentionCost {
  const { pairs, bytes } = patternCost(pattern, { B, H, L, S: S + G });
  const outputs = (L + G) * (Ev + 1);
  const joined = (S + G) * (E + Ev);
  return {
    multiplyAdds: (pairs + B * H * G * S) * (E + Ev),
    bytes: bytes + FLOAT * B * H * (outputs + joined),
  };
}
