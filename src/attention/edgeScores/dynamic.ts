import { init, Module, Parameter } from '../../nn/index.ts';
import {
  add,
  gather,
  leakyRelu,
  mul,
  reshape,
  type Sparsity,
  sum,
  type Tensor,
  tidy,
} from '../../tensor/index.ts';
import type { EdgeScoreOptions } from './additive.ts';
import type { EdgeScore } from './edgeScore.ts';

/**
 * score(q, k) = a · LeakyReLU(q + k), with a vector a for each head: GATv2 (Brody et al., 2022; with one projection for
 * queries and keys). Each node can rank its neighbours in a way of its own. It holds [M, H, E] in memory.
 */
export class DynamicEdgeScore extends Module implements EdgeScore {
  readonly name = 'dynamic';
  readonly negativeSlope: number;
  /** [H, E] */
  readonly weight: Parameter;

  constructor({ numHeads, headDim, negativeSlope = 0.2, rng }: EdgeScoreOptions) {
    super();
    this.negativeSlope = negativeSlope;
    this.weight = new Parameter([numHeads, headDim], init.xavierUniform({ rng }));
  }

  scores(query: Tensor, key: Tensor, edges: Sparsity): Tensor {
    const { negativeSlope } = this;
    return tidy(() => {
      const q = gather(flat(query), edges.rows);
      const k = gather(flat(key), edges.columns);
      const hidden = leakyRelu(add(q, k), { negativeSlope });
      return sum(mul(reshape(hidden, [-1, ...this.weight.shape]), this.weight), -1);
    });
  }
}

/** [N, H, E] -> [N, H E]. */
function flat(x: Tensor): Tensor {
  const [N, H, E] = x.shape;
  return reshape(x, [N, H * E]);
}
