import { mul, rsqrt, square, sum, type Tensor, tidy, ValueError } from '../../../tensor/index.ts';
import type { FeatureMapRecipe } from './featureMap.ts';
import { checkDirections, RandomDirections, type RandomDirectionsOptions } from './randomDirections.ts';
import { trigonometric, trigonometricCost } from './trigonometric.ts';

/**
 * Random feature attention (Peng et al., 2021): of queries and keys at length 1,
 *
 *     phi(x) = [sin(w_1 · x), ..., sin(w_m · x), cos(w_1 · x), ..., cos(w_m · x)],   w ~ N(0, 1 / sigma²)
 *
 * whose dot products are in expectation those of a Gaussian kernel, so that weights go like exp(q · k / sigma²). F = 2m with m =
 * `numFeatures` (D in the paper). With few features a sum of weights may come near 0 or below it; positive features rule that
 * out. The paper's gate is `learnedGate()`.
 *
 * @throws ValueError for counts that are none, and unless sigma is above 0.
 */
export function randomFourierFeatures(
  options: RandomDirectionsOptions & { sigma?: number },
): FeatureMapRecipe {
  checkDirections('randomFourierFeatures', options);
  const { numFeatures, sigma = 1 } = options;
  if (!(sigma > 0)) throw new ValueError(`randomFourierFeatures: sigma must be above 0; got ${sigma}`);
  return {
    recipe: 'randomFourier',
    build({ headDim, rng }) {
      const drawn = new RandomDirections({ ...options, headDim, rng });
      const features = (x: Tensor) => tidy(() => trigonometric(atLength(1 / sigma, x), drawn.directions));
      return {
        name: 'randomFourier',
        modules: [drawn],
        queries: features,
        keys: features,
        inKernel: null,
        notCausal: null,
        normalized: false,
        prepare: (learning) => drawn.next(learning),
        requireSizes: ({ E }) => drawn.requireSize('randomFourierFeatures', E),
        cost(sizes) {
          const { bytes, ...rest } = trigonometricCost(numFeatures, sizes);
          return { ...rest, bytes: bytes + 4 * sizes.keys * sizes.E };
        },
      };
    },
  };
}

/** The smallest square of a length that is divided by: what is shorter stays near 0. */
const SMALLEST = 1e-12;

function atLength(length: number, x: Tensor): Tensor {
  return mul(x, mul(rsqrt(sum(square(x), -1, true).add(SMALLEST)), length));
}
