import type { FusedFeatures } from '../../../tensor/index.ts';
import type { FeatureMap } from './featureMap.ts';

/** A map of each number by itself, which the kernel computes on the way. */
export function elementwiseFeatures(inKernel: FusedFeatures): FeatureMap {
  return {
    name: inKernel.name,
    queries: (query) => query,
    keys: (key) => key,
    inKernel,
    notCausal: null,
    normalized: false,
    cost: ({ E }) => ({ numFeatures: E, multiplyAdds: 0, bytes: 0 }),
  };
}
