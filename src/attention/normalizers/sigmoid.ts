import { add, log, sigmoid, sub, type Tensor, tidy, where } from '../../tensor/index.ts';
import { countVisible } from './countVisible.ts';
import type { Normalizer } from './normalizer.ts';

/**
 * weight = 1 / (1 + e^-(score + bias)): each key is judged by itself. `bias` is -ln n by default, where n is how many keys the
 * query may look at, so that weights begin near 1 / n as softmax's do (Ramapuram et al., 2025).
 */
export function sigmoidNormalizer({ bias }: { bias?: number } = {}): Normalizer {
  return {
    name: 'sigmoid',
    normalize: (scores, mask) =>
      tidy(() => {
        const weights = sigmoid(bias === undefined ? belowCount(scores, mask) : add(scores, bias));
        return mask === null ? weights : where(mask, weights, 0);
      }),
  };
}

function belowCount(scores: Tensor, mask: Tensor | null): Tensor {
  const n = countVisible(scores, mask);
  return sub(scores, typeof n === 'number' ? Math.log(n) : log(n));
}
