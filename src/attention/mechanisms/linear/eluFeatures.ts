import { elementwiseFeatures } from './elementwiseFeatures.ts';
import type { FeatureMap } from './featureMap.ts';

/** phi(x) = elu(x) + 1: x + 1 above 0, eˣ below (Katharopoulos et al., 2020). F = E. */
export function eluFeatures(): FeatureMap {
  return elementwiseFeatures({ name: 'elu' });
}
