import { div, pow, relu, tidy, where } from '../../tensor/index.ts';
import { countVisible } from './countVisible.ts';
import type { Normalizer } from './normalizer.ts';

/**
 * weight = max(0, score) / n^alpha, where n is how many keys the query may look at: weights need not sum to 1, and no key
 * takes from another. With `alpha` 1, the default, outputs are as large as softmax's at the start (Wortsman et al., 2023);
 * 0 is the bare rectifier (Shen et al., 2023).
 */
export function reluNormalizer({ alpha = 1 }: { alpha?: number } = {}): Normalizer {
  return {
    name: 'relu',
    normalize: (scores, mask) =>
      tidy(() => {
        const positive = relu(scores);
        const weights = mask === null ? positive : where(mask, positive, 0);
        if (alpha === 0) return weights;
        const n = countVisible(scores, mask);
        return div(weights, typeof n === 'number' ? n ** alpha : pow(n, alpha));
      }),
  };
}
