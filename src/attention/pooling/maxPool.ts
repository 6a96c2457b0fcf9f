import {
  argmax,
  expandDims,
  greater,
  max,
  mean,
  noGrad,
  oneHot,
  type Tensor,
  tidy,
  where,
  zeros,
} from '../../tensor/index.ts';
import type { Pooling } from './pooling.ts';
import { visiblePositions } from './visiblePositions.ts';

/**
 * output_d = max_j x_jd, over the positions that count: saliency without a query. The weight of a position is the share of the D
 * features for which it won (the first of equals), so that there is a map to be seen: a vote, not a mean whose sum would be
 * the output. A feature that is -Infinity wherever it counts gives 0.
 */
export function maxPool(): Pooling {
  return {
    name: 'max',
    forward: (x, options = {}) =>
      tidy(() => {
        const visible = visiblePositions('maxPool', x, options);
        const [B, S, D] = x.shape;
        if (S === 0) return { output: zeros([B, D]), weights: options.needWeights ? zeros([B, 0]) : null };
        const seen = visible && where(expandDims(visible, -1), x, Number.NEGATIVE_INFINITY);
        const largest = max(seen ?? x, 1);
        const found = noGrad(() => greater(largest, Number.NEGATIVE_INFINITY));
        return {
          output: where(found, largest, 0),
          weights: options.needWeights ? votes(seen ?? x, found) : null,
        };
      }),
  };
}

/** Of x [B, S, D], the share of features that each position won, of those [B, D] where one did. */
function votes(x: Tensor, found: Tensor): Tensor {
  return noGrad(() => mean(where(expandDims(found, -1), oneHot(argmax(x, 1), x.shape[1]), 0), 1));
}
