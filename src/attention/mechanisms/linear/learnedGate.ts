import { init, Module, Parameter } from '../../../nn/index.ts';
import {
  add,
  concat,
  logSoftmax,
  matmul,
  neg,
  sigmoid,
  slice,
  type Tensor,
  tidy,
  where,
  zeros,
} from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';
import { requireHeads } from '../../requireHeads.ts';
import type { GateRecipe, GateValues } from './gate.ts';

export interface LearnedGateOptions {
  /** b at the start, 2 by default: sums then keep g = 0.88 of what they held, and remember some 8 positions. */
  readonly bias?: number;
}

/**
 * The gate of RFA-Gate (Peng et al., 2021), which learns what to forget:
 *
 *     S_t = g_t S_{t-1} + (1 - g_t) phi(k_t) v_tᵀ,   z_t = g_t z_{t-1} + (1 - g_t) phi(k_t),   g_t = sigmoid(w_h · k_t + b_h)
 *
 * In the paper g_t is a sigmoid of what the layer reads, x_t; a mechanism sees queries, keys and values of heads, so that here it
 * is one of the head's key, which is itself a projection of x_t. A key that a mask hides is as though it were not there: nothing
 * is added, and nothing forgotten.
 *
 * @throws ShapeError at the call for heads that it was not built for.
 */
export function learnedGate({ bias = 2 }: LearnedGateOptions = {}): GateRecipe {
  return {
    recipe: 'learned',
    build(sizes) {
      const weights = new GateWeights({ ...sizes, bias });
      return {
        name: 'learned',
        modules: [weights],
        constant: false,
        requireSizes: ({ H, E }) => requireHeads('learnedGate', sizes, H, E),
        values: (key, visible) => tidy(() => weights.values(key, visible)),
        cost: ({ keys, E }) => ({ multiplyAdds: keys * E, bytes: 4 * 2 * keys }),
      };
    },
  };
}

/** What a learned gate learns. */
export class GateWeights extends Module {
  /** w [H, E, 1], initially as in a linear layer. */
  readonly weight: Parameter;
  /** b [H, 1, 1] */
  readonly bias: Parameter;

  constructor({ numHeads, headDim, rng, bias }: MechanismSizes & { bias: number }) {
    super();
    const bound = 1 / Math.sqrt(headDim);
    this.weight = new Parameter([numHeads, headDim, 1], init.uniform({ low: -bound, high: bound, rng }));
    this.bias = new Parameter([numHeads, 1, 1], init.constant(bias));
  }

  values(key: Tensor, visible: Tensor | null): GateValues {
    const logits = add(matmul(key, this.weight), this.bias);
    const logs = logSigmoid(logits);
    return { logs: visible === null ? logs : where(visible, logs, 0), share: sigmoid(neg(logits)) };
  }
}

/** log(1 / (1 + e⁻ˣ)), which stays finite: [..., 1] -> [..., 1]. */
function logSigmoid(x: Tensor): Tensor {
  return slice(logSoftmax(concat([x, zeros(x.shape)], -1)), -1, 0, 1);
}
