export type { NumBuckets } from './bucketFactors.ts';
export { type LshOptions, lsh } from './lsh.ts';
export { Rotations } from './rotations.ts';
