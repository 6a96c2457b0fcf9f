import { cast, div, full, maximum, sum, type Tensor, tidy } from '../../tensor/index.ts';
import type { Pooling } from './pooling.ts';
import { visiblePositions } from './visiblePositions.ts';
import { weightedSum } from './weightedSum.ts';

/** output = mean of the positions that count: attention that weighs all alike. */
export function meanPool(): Pooling {
  return {
    name: 'mean',
    forward: (x, options = {}) =>
      tidy(() => {
        const weights = equalWeights(x, visiblePositions('meanPool', x, options));
        return { output: weightedSum(weights, x), weights: options.needWeights ? weights : null };
      }),
  };
}

function equalWeights(x: Tensor, visible: Tensor | null): Tensor {
  const [B, S] = x.shape;
  if (visible === null) return full([B, S], 1 / S);
  const counted = cast(visible, 'float32');
  return div(counted, maximum(sum(counted, -1, true), 1));
}
