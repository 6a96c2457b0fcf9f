import { add, div, type Rng, tidy, ValueError } from '../../tensor/index.ts';
import { gumbelNoise } from './gumbelNoise.ts';
import type { Normalizer } from './normalizer.ts';
import { softmax } from './softmax.ts';

export interface GumbelSoftmaxOptions {
  /** Low ones come near to choosing one key, with gradients that vary more. A function is asked at each call, for annealing. */
  readonly temperature?: number | (() => number);
  readonly rng: Rng;
}

/**
 * weight = softmax((score + g) / temperature), g = -ln(-ln u), u uniform in (0, 1): a relaxed sample of one key, which has each
 * key largest with the probability that softmax gives it (Jang, Gu and Poole, 2017; Maddison, Mnih and Teh, 2017). Every call
 * draws anew; `hard(gumbelSoftmax(...))` makes it a choice.
 *
 * @throws ValueError unless the temperature is above 0: at once, or, if it is a function, at the call.
 */
export function gumbelSoftmax({ temperature = 1, rng }: GumbelSoftmaxOptions): Normalizer {
  const now = () => checked(typeof temperature === 'number' ? temperature : temperature());
  if (typeof temperature === 'number') checked(temperature);
  const { normalize } = softmax();
  return {
    name: 'gumbelSoftmax',
    normalize: (scores, mask) =>
      tidy(() => normalize(div(add(scores, gumbelNoise(scores.shape, rng)), now()), mask)),
  };
}

function checked(temperature: number): number {
  if (temperature > 0) return temperature;
  throw new ValueError(`gumbelSoftmax: temperature must be above 0; got ${temperature}`);
}
