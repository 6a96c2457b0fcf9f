import {
  add,
  argmax,
  expandDims,
  greater,
  logSoftmax,
  max,
  noGrad,
  oneHot,
  type Rng,
  squeeze,
  type Tensor,
  takeAlongAxis,
  tidy,
  where,
  zeros,
} from '../../tensor/index.ts';
import { gumbelNoise } from './gumbelNoise.ts';
import { hideScores } from './hideScores.ts';
import type { DrawnKeys, Normalizer } from './normalizer.ts';

/**
 * All weight on one key, drawn with the probabilities of softmax: hard attention as Xu et al. (2015) train it. A choice has no
 * gradient; that of its log-probability, which comes with the weights, trains the scores by `reinforce`. Every call draws
 * anew, in evaluation too: a model that was trained so is best used with `hard()` in its place, which takes the likeliest key.
 */
export function sampled({ rng }: { rng: Rng }): Normalizer {
  const sample = (scores: Tensor, mask: Tensor | null): DrawnKeys =>
    tidy(() => draw(hideScores(scores, mask), rng));
  return { name: 'sampled', sample, normalize: (scores, mask) => tidy(() => sample(scores, mask).weights) };
}

function draw(scores: Tensor, rng: Rng): DrawnKeys {
  const S = scores.shape[scores.rank - 1];
  if (S === 0) return { weights: zeros(scores.shape), logProb: zeros(scores.shape.slice(0, -1)) };
  const [ids, seesAny] = noGrad(() => [
    argmax(add(scores, gumbelNoise(scores.shape, rng))),
    greater(max(scores, -1), Number.NEGATIVE_INFINITY),
  ]);
  const chosen = squeeze(takeAlongAxis(logSoftmax(scores), expandDims(ids, -1)), -1);
  return {
    weights: where(expandDims(seesAny, -1), oneHot(ids, S), 0),
    logProb: where(seesAny, chosen, 0),
  };
}
