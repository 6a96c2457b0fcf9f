import { add, elu, exp, type FusedFeatures, max, relu, sub, type Tensor } from '../../../tensor/index.ts';
import type { FeatureMap } from './featureMap.ts';

/** Features of queries and keys, with the step that the kernel would take; of queries up to a factor for each. */
export function completeFeatures(
  map: FeatureMap,
  query: Tensor,
  key: Tensor,
): { queries: Tensor; keys: Tensor } {
  const queries = map.queries(query);
  const shifted = map.inKernel?.name === 'exp' ? sub(queries, max(queries, -1, true)) : queries;
  return { queries: lastStep(map.inKernel, shifted), keys: lastStep(map.inKernel, map.keys(key, null)) };
}

function lastStep(step: FusedFeatures | null, x: Tensor): Tensor {
  switch (step?.name) {
    case 'elu':
      return add(elu(x), 1);
    case 'relu':
      return add(relu(x), step.epsilon);
    case 'exp':
      return exp(x);
    case undefined:
      return x;
  }
}
