export { eluFeatures } from './eluFeatures.ts';
export { type FavorOptions, favorFeatures } from './favorFeatures.ts';
export type { FeatureMap, FeatureMapCost, FeatureMapRecipe, FeatureMapSizes } from './featureMap.ts';
export { type LinearAttentionSettings, linearAttention } from './linearAttention.ts';
export { LinearAttentionState } from './linearAttentionState.ts';
export type { RandomDirectionsOptions } from './randomDirections.ts';
export { randomFourierFeatures } from './randomFourierFeatures.ts';
export { reluFeatures } from './reluFeatures.ts';
export { softmaxFeatures } from './softmaxFeatures.ts';
