import { maskedSoftmax, softmax as softmaxOf } from '../../tensor/index.ts';
import type { Normalizer } from './normalizer.ts';

/** weight = exp(score) / Σ exp(score), over the keys that may be seen. */
export function softmax(): Normalizer {
  return {
    name: 'softmax',
    isSoftmax: true,
    normalize: (scores, mask) => (mask === null ? softmaxOf(scores) : maskedSoftmax(scores, mask)),
  };
}
