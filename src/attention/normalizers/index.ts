export type { Normalizer } from './normalizer.ts';
export { softmax } from './softmax.ts';
