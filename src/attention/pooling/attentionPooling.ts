import { init, type Layer, Module, Parameter } from '../../nn/index.ts';
import {
  broadcastTo,
  type Rng,
  reshape,
  squeeze,
  type Tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import type { AttentionResult, Mechanism } from '../mechanism.ts';
import { type Normalizer, softmax } from '../normalizers/index.ts';
import { isObserved, observed } from '../observeAttention.ts';
import { type Score, scaledDot } from '../scores/index.ts';
import type { Pooling, PoolingOptions } from './pooling.ts';
import { checkSequence } from './visiblePositions.ts';

export interface AttentionPoolingOptions {
  /** The size of the learned queries: that of keys, unless the score compares different ones. */
  readonly queryDim: number;
  /** Q, each with weights of its own; 1 by default. */
  readonly numQueries?: number;
  readonly score?: Score;
  readonly normalizer?: Normalizer;
  /** Makes keys of the positions; they are keys themselves by default. */
  readonly key?: Layer;
  /** Makes values of the positions; they are values themselves by default. */
  readonly value?: Layer;
  readonly rng: Rng;
}

/**
 * output_i = Σ_j normalizer(score(q_i, key(x_j))) value(x_j): learned queries q_i look at the whole sequence (Yang et al., 2016,
 * with tanh of a linear layer as key; Lee et al., 2019, with several queries). x [B, S, D] -> output [B, Dv], weights [B, S], and
 * logProb [B] of a normalizer that draws; with Q above 1, [B, Q, Dv], [B, Q, S] and [B, Q].
 *
 * @throws ValueError unless Q is a whole number from 1; ShapeError at the call if the score cannot compare queries and keys.
 */
export class AttentionPooling extends Module implements Pooling {
  readonly name: string;
  /** [Q, queryDim]. */
  readonly queries: Parameter;
  readonly key: Layer | null;
  readonly value: Layer | null;
  readonly mechanism: Mechanism;
  /** Modules of the mechanism, so that their parameters are found. */
  readonly mechanismModules: readonly Module[];

  constructor(options: AttentionPoolingOptions) {
    super();
    const { queryDim, numQueries = 1, score = scaledDot(), normalizer = softmax(), rng } = options;
    if (!(Number.isInteger(numQueries) && numQueries >= 1)) {
      throw new ValueError(`AttentionPooling: numQueries must be a whole number from 1; got ${numQueries}`);
    }
    this.name = `attention by ${score.name}/${normalizer.name}`;
    this.queries = new Parameter([numQueries, queryDim], init.xavierUniform({ rng }));
    this.key = options.key ?? null;
    this.value = options.value ?? null;
    this.mechanism = attention({ score, normalizer });
    this.mechanismModules = this.mechanism.modules;
  }

  forward(x: Tensor, { lengths, mask = null, needWeights }: PoolingOptions = {}): AttentionResult {
    checkSequence('AttentionPooling', x, mask);
    return tidy(() => {
      const [B, S] = x.shape;
      const [Q, queryDim] = this.queries.shape;
      const query = broadcastTo(this.queries, [B, Q, queryDim]);
      const { output, weights, logProb } = this.mechanism(query, apply(this.key, x), apply(this.value, x), {
        lengths,
        mask: mask && reshape(mask, [B, 1, 1, S]),
        needWeights: needWeights || isObserved(),
      });
      observed(this, weights);
      const one = (y: Tensor | null) => (y !== null && Q === 1 ? squeeze(y, 1) : y);
      return { output: one(output)!, weights: one(needWeights ? weights : null), logProb: one(logProb) };
    });
  }
}

function apply(layer: Layer | null, x: Tensor): Tensor {
  if (layer === null) return x;
  return layer instanceof Module ? layer.forward(x) : layer(x);
}
