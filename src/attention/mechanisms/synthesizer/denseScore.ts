import { init, Module, Parameter } from '../../../nn/index.ts';
import { broadcastTo, slice, type Tensor } from '../../../tensor/index.ts';
import { headSizes } from '../../headSizes.ts';
import type { AttentionCost, AttentionShape, HeadSizes, MechanismSizes } from '../../mechanism.ts';
import { requireHeads } from '../../requireHeads.ts';
import { scoresOfProduct } from '../../scores/dot.ts';
import type { DotProduct, Score } from '../../scores/index.ts';
import { HeadHidden } from './headHidden.ts';
import { requirePlaces } from './requirePlaces.ts';

/**
 * score_ij = relu(q_i W_1 + b_1) · w_j (Tay et al., 2021, dense): the query alone says which positions to look at, by a network with a
 * hidden layer. It is a dot product of hidden units with rows w_j, so that no L x S matrix is made of it. The paper's second bias is
 * left out: a hidden unit that is constant is the same.
 */
export class DenseSynthesizerScore extends Module implements Score {
  readonly name = 'denseSynthesizer';
  readonly hidden: HeadHidden;
  /** [H, maxLength, hiddenDim], row j for key j. */
  readonly positions: Parameter;
  readonly productDim: number;

  constructor({ maxLength, hiddenDim, ...sizes }: MechanismSizes & { maxLength: number; hiddenDim: number }) {
    super();
    const bound = 1 / Math.sqrt(hiddenDim);
    this.hidden = new HeadHidden(sizes, hiddenDim);
    this.positions = new Parameter(
      [sizes.numHeads, maxLength, hiddenDim],
      init.uniform({ low: -bound, high: bound, rng: sizes.rng }),
    );
    this.productDim = hiddenDim;
  }

  asDotProduct(query: Tensor, key: Tensor): DotProduct {
    this.requireSizes(headSizes(query, key));
    const [H, , hiddenDim] = this.positions.shape;
    const [B, , S] = key.shape;
    const rows = broadcastTo(slice(this.positions, 1, 0, S), [B, H, S, hiddenDim]);
    return { query: this.hidden.forward(query), key: rows, scale: 1 };
  }

  scores(query: Tensor, key: Tensor): Tensor {
    return scoresOfProduct(() => this.asDotProduct(query, key));
  }

  requireSizes({ H, S, E }: HeadSizes): void {
    requireHeads(this.name, this.hidden, H, E);
    requirePlaces(this.name, this.positions.shape[1], S);
  }

  cost({ B, H, L, E, Ev }: AttentionShape): AttentionCost {
    const { productDim } = this;
    // Hidden units beside what the next function makes of them, and then beside the output.
    const most = Math.max(2 * productDim, productDim + Ev + 1);
    return { multiplyAdds: B * H * L * productDim * E, bytes: 4 * B * H * L * (most - Ev - 1) };
  }
}
