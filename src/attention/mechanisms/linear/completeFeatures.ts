import {
  add,
  elu,
  exp,
  type FusedFeatures,
  max,
  minimum,
  relu,
  sub,
  type Tensor,
  tidy,
} from '../../../tensor/index.ts';
import type { FeatureMap } from './featureMap.ts';

/**
 * Features of queries and keys for the causal form, with the step that the kernel would take; of queries up to a factor for
 * each.
 */
export function completeFeatures(
  map: FeatureMap,
  query: Tensor,
  key: Tensor,
): { queries: Tensor; keys: Tensor } {
  const queries = tidy(() => {
    const features = map.queries(query);
    return lastStep(map.inKernel, map.inKernel?.name === 'exp' ? belowZero(features) : features);
  });
  return { queries, keys: tidy(() => lastStep(map.inKernel, map.keys(key, null, true))) };
}

/** What exponents of keys may reach, as in `fusedLinearAttention`: sums over all keys stay finite. */
export const LARGEST_EXPONENT = 64;

/** Up to a number for each query, so that no exponential overflows. */
function belowZero(exponents: Tensor): Tensor {
  return sub(exponents, max(exponents, -1, true));
}

function lastStep(step: FusedFeatures | null, x: Tensor): Tensor {
  switch (step?.name) {
    case 'elu':
      return add(elu(x), 1);
    case 'relu':
      return add(relu(x), step.epsilon);
    case 'exp':
      return exp(minimum(x, LARGEST_EXPONENT));
    case undefined:
      return x;
  }
}
