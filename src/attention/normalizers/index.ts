export { entmax15 } from './entmax15.ts';
export { type GumbelSoftmaxOptions, gumbelSoftmax } from './gumbelSoftmax.ts';
export { hard } from './hard.ts';
export type { Normalizer } from './normalizer.ts';
export { reluNormalizer } from './relu.ts';
export { sigmoidNormalizer } from './sigmoid.ts';
export { softmax } from './softmax.ts';
export { sparsemax } from './sparsemax.ts';
