export { entmax15 } from './entmax15.ts';
export { type GumbelSoftmaxOptions, gumbelSoftmax } from './gumbelSoftmax.ts';
export { hard } from './hard.ts';
export type { DrawnKeys, Normalizer } from './normalizer.ts';
export { reluNormalizer } from './relu.ts';
export { sampled } from './sampled.ts';
export { sigmoidNormalizer } from './sigmoid.ts';
export { softmax } from './softmax.ts';
export { sparsemax } from './sparsemax.ts';
