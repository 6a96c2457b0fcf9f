import { init, Module, Parameter } from '../../../nn/index.ts';
import { add, matmul, relu, type Tensor, tidy } from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';

/** relu(q W + b) with weights of its own in each head: [B, H, L, E] -> [B, H, L, hiddenDim]. */
export class HeadHidden extends Module {
  /** [H, E, hiddenDim] */
  readonly weight: Parameter;
  /** [H, 1, hiddenDim] */
  readonly bias: Parameter;

  readonly numHeads: number;
  readonly headDim: number;

  constructor({ numHeads, headDim, rng }: MechanismSizes, hiddenDim: number) {
    super();
    this.numHeads = numHeads;
    this.headDim = headDim;
    const bound = 1 / Math.sqrt(headDim);
    this.weight = new Parameter(
      [numHeads, headDim, hiddenDim],
      init.uniform({ low: -bound, high: bound, rng }),
    );
    this.bias = new Parameter([numHeads, 1, hiddenDim], init.uniform({ low: -bound, high: bound, rng }));
  }

  forward(query: Tensor): Tensor {
    return tidy(() => relu(tidy(() => add(matmul(query, this.weight), this.bias))));
  }
}
