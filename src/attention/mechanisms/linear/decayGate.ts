import { ShapeError, tensor, ValueError } from '../../../tensor/index.ts';
import type { Gate } from './gate.ts';

export interface DecayGateOptions {
  /** g of each head, above 0 and at most 1, which forgets nothing; 1 - 2^(-5-h) by default. */
  readonly decays?: readonly number[];
}

/**
 * Sums that fade as time passes, at a fixed rate for each head, as in retention (Sun et al., 2023):
 *
 *     S_t = g_h S_{t-1} + phi(k_t) v_tᵀ,   g_h = 1 - 2^(-5-h)   for heads h from 0
 *
 * so that weights are multiplied by g_h^(i-j), and heads remember 32, 64, 128, ... positions. Time passes with keys that a mask
 * hides, too.
 *
 * @throws ValueError for decays outside (0, 1]; ShapeError at the call for another number of heads than of decays.
 */
export function decayGate({ decays }: DecayGateOptions = {}): Gate {
  for (const decay of decays ?? []) {
    if (decay > 0 && decay <= 1) continue;
    throw new ValueError(`decayGate: decays must be above 0 and at most 1; got ${decay}`);
  }
  return {
    name: 'decay',
    constant: true,
    requireSizes({ H }) {
      if (decays === undefined || decays.length === H) return;
      throw new ShapeError(
        `decayGate: needs a decay for each of H = ${H} heads of queries; got ${decays.length}`,
      );
    },
    values(key) {
      const H = key.shape[1];
      const logs = Float32Array.from({ length: H }, (_, h) =>
        decays === undefined ? Math.log1p(-(2 ** (-5 - h))) : Math.log(decays[h]),
      );
      return { logs: tensor(logs, { shape: [1, H, 1, 1] }), share: null };
    },
    cost: () => ({ multiplyAdds: 0, bytes: 0 }),
  };
}
