import { init, Module, Parameter } from '../../nn/index.ts';
import {
  add,
  gather,
  leakyRelu,
  mul,
  type Rng,
  type Sparsity,
  sum,
  type Tensor,
  tidy,
} from '../../tensor/index.ts';
import type { EdgeScore } from './edgeScore.ts';

export interface EdgeScoreOptions {
  readonly numHeads: number;
  readonly headDim: number;
  /** Of the leaky ReLU. */
  readonly negativeSlope?: number;
  readonly rng: Rng;
}

/**
 * score(q, k) = LeakyReLU(a_q · q + a_k · k), with vectors a_q and a_k for each head: that of graph attention networks
 * (Veličković et al., 2018). It costs what its nodes cost and one addition for each edge. Since it is monotonic in a_k · k,
 * all nodes rank their neighbours alike (`DynamicEdgeScore` does not).
 */
export class AdditiveEdgeScore extends Module implements EdgeScore {
  readonly name = 'additive';
  readonly negativeSlope: number;
  /** [H, E] */
  readonly query: Parameter;
  readonly key: Parameter;

  constructor({ numHeads, headDim, negativeSlope = 0.2, rng }: EdgeScoreOptions) {
    super();
    this.negativeSlope = negativeSlope;
    this.query = new Parameter([numHeads, headDim], init.xavierUniform({ rng }));
    this.key = new Parameter([numHeads, headDim], init.xavierUniform({ rng }));
  }

  scores(query: Tensor, key: Tensor, edges: Sparsity): Tensor {
    return tidy(() => {
      const q = sum(mul(query, this.query), -1);
      const k = sum(mul(key, this.key), -1);
      const both = add(gather(q, edges.rows), gather(k, edges.columns));
      return leakyRelu(both, { negativeSlope: this.negativeSlope });
    });
  }
}
