import { ValueError } from '../../../tensor/index.ts';
import { elementwiseFeatures } from './elementwiseFeatures.ts';
import type { FeatureMap } from './featureMap.ts';

/**
 * phi(x) = relu(x) + epsilon, Performer-ReLU (Choromanski et al., 2021). F = E. Without epsilon the features of a query may all
 * be 0, so that it would see nothing.
 *
 * @throws ValueError unless epsilon is at least 0.
 */
export function reluFeatures({ epsilon = 1e-3 }: { epsilon?: number } = {}): FeatureMap {
  if (!(epsilon >= 0)) throw new ValueError(`reluFeatures: epsilon must be at least 0; got ${epsilon}`);
  return elementwiseFeatures({ name: 'relu', epsilon });
}
