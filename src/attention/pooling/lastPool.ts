import { type Tensor, tensor, tidy } from '../../tensor/index.ts';
import type { Pooling } from './pooling.ts';
import { visiblePositions } from './visiblePositions.ts';
import { weightedSum } from './weightedSum.ts';

/** output = the last position that counts: where a sequence ends in what is asked of it. */
export function lastPool(): Pooling {
  return {
    name: 'last',
    forward: (x, options = {}) =>
      tidy(() => {
        const weights = onLast(x, visiblePositions('lastPool', x, options));
        return { output: weightedSum(weights, x), weights: options.needWeights ? weights : null };
      }),
  };
}

/** [B, S]: 1 at the last visible position, all 0 where none is. */
function onLast(x: Tensor, visible: Tensor | null): Tensor {
  const [B, S] = x.shape;
  const weights = new Float32Array(B * S);
  const counts = visible?.read();
  for (let b = 0; b < B; b++) {
    let last = S - 1;
    while (last >= 0 && counts !== undefined && !counts[b * S + last]) last--;
    if (last >= 0) weights[b * S + last] = 1;
  }
  return tensor(weights, { shape: [B, S] });
}
