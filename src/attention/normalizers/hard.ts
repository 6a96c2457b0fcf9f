import { argmax, greater, oneHot, record, type Tensor, tidy, where } from '../../tensor/index.ts';
import type { Normalizer } from './normalizer.ts';
import { softmax } from './softmax.ts';

/**
 * All weight on the key that weighs most under `soft`, the first of equals: the output is one value, not a mean. Since choosing
 * has no gradient, that of the soft weights stands in for it (the straight-through estimator: Bengio, Léonard and Courville,
 * 2013); with `gumbelSoftmax` as `soft` the choice is a sample.
 */
export function hard(soft: Normalizer = softmax()): Normalizer {
  return {
    name: `hard ${soft.name}`,
    normalize: (scores, mask) => tidy(() => straightThrough(soft.normalize(scores, mask))),
  };
}

function straightThrough(weights: Tensor): Tensor {
  const S = weights.shape[weights.rank - 1];
  if (S === 0) return weights;
  // A query that may look at nothing keeps its zeros.
  const chosen = tidy(() => where(greater(weights, 0), oneHot(argmax(weights), S), 0));
  return record('straightThrough', chosen, [weights], [], (g) => [g]);
}
