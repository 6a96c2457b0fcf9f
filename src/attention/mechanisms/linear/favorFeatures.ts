import {
  concat,
  exp,
  full,
  matmul,
  max,
  minimum,
  mul,
  noGrad,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
  transpose,
  ValueError,
  where,
} from '../../../tensor/index.ts';
import { LARGEST_EXPONENT } from './completeFeatures.ts';
import type { FeatureMap, FeatureMapRecipe } from './featureMap.ts';
import { checkDirections, RandomDirections, type RandomDirectionsOptions } from './randomDirections.ts';
import { trigonometric, trigonometricCost } from './trigonometric.ts';

export interface FavorOptions extends RandomDirectionsOptions {
  /** Which estimate of the exponential; 'positive' by default. */
  readonly kind?: 'positive' | 'trigonometric';
}

/**
 * FAVOR+, the features of Performers (Choromanski et al., 2021). Weights are in expectation those of softmax attention: with
 * x' = x / E^¼ and w ~ N(0, I),
 *
 *     positive:       phi(x) = exp(w · x' - |x'|² / 2) / √m               F = m = `numFeatures`
 *     trigonometric:  phi(x) = exp(|x'|² / 2) [sin(w · x'), cos(w · x')] / √m      F = 2m
 *
 * Positive features have little variance where weights are small, trigonometric ones where queries and keys are alike. With
 * `orthogonal` directions both have less; `redraw` draws new ones in training every so many calls (in the paper's code, the
 * feature redraw interval).
 *
 * Factors that all weights of a query share cancel, and are left out: √m, exp(∓|q'|² / 2), the largest of a query's features, by
 * which the others are divided so that none overflows, and the largest of all keys that are seen. The causal form has no such
 * maximum over positions, which would let later keys in: there exponents of keys, w · k' - |k'|² / 2 and |k'|² / 2, are cut off
 * at 64, and keys whose elements are some 4 or more times as far from 0 as is usual may be lost below the smallest floats.
 *
 * @throws ValueError for counts that are none and kinds that there are not.
 */
export function favorFeatures(options: FavorOptions): FeatureMapRecipe {
  checkDirections('favorFeatures', options);
  const { kind = 'positive', numFeatures } = options;
  if (kind !== 'positive' && kind !== 'trigonometric') {
    throw new ValueError(`favorFeatures: kind must be 'positive' or 'trigonometric'; got ${kind}`);
  }
  return {
    recipe: 'favor',
    build({ headDim, rng }) {
      const drawn = new RandomDirections({ ...options, headDim, rng });
      return {
        name: `favor-${kind}`,
        modules: [drawn],
        notCausal: null,
        normalized: false,
        prepare: (learning) => drawn.next(learning),
        requireSizes: ({ E }) => drawn.requireSize('favorFeatures', E),
        ...(kind === 'positive' ? positive(drawn, numFeatures) : sineAndCosine(drawn, numFeatures)),
      };
    },
  };
}

type Kind = Pick<FeatureMap, 'queries' | 'keys' | 'inKernel' | 'cost'>;

function positive(drawn: RandomDirections, m: number): Kind {
  return {
    queries: (query) => tidy(() => matmul(query, transpose(scaled(drawn, query)))),
    keys: (key) =>
      tidy(() => {
        const directions = scaled(drawn, key);
        // |k'|² / 2 is one more column of keys, so that one product does it all.
        const minusOne = full([m, 1], -1);
        return matmul(concat([key, halfSquare(key)], -1), transpose(concat([directions, minusOne], -1)));
      }),
    inKernel: { name: 'exp' },
    cost: ({ queries, keys, E }) => ({
      numFeatures: m,
      multiplyAdds: m * (queries * E + keys * (E + 1)),
      bytes: 4 * m * (queries + keys),
    }),
  };
}

function sineAndCosine(drawn: RandomDirections, m: number): Kind {
  return {
    queries: (query) => tidy(() => trigonometric(query, scaled(drawn, query))),
    keys: (key, visible, causal) =>
      tidy(() => {
        const exponent = halfSquare(key);
        // Of what nobody sees it may be too large, and spoil the gradients.
        const seen = visible === null ? exponent : where(transpose(visible), exponent, 0);
        const bounded = causal ? minimum(seen, LARGEST_EXPONENT) : sub(seen, largestOfHead(seen));
        return mul(exp(bounded), trigonometric(key, scaled(drawn, key)));
      }),
    inKernel: null,
    cost: (sizes) => trigonometricCost(m, sizes),
  };
}

/** Directions divided by E^¼ in place of queries and keys. */
function scaled({ directions }: RandomDirections, x: Tensor): Tensor {
  return mul(directions, x.shape[3] ** -0.25);
}

/** |x'|² / 2: [..., E] -> [..., 1]. */
function halfSquare(x: Tensor): Tensor {
  return tidy(() => mul(sum(square(x), -1, true), 0.5 * x.shape[3] ** -0.5));
}

/** [B, Hk, S, 1] -> [B, Hk, 1, 1], a factor of all weights: it has no gradient. Without keys it is 0. */
function largestOfHead(exponents: Tensor): Tensor {
  return noGrad(() => (exponents.size === 0 ? sum(exponents, -2, true) : max(exponents, -2, true)));
}
