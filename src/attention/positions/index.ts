export { type AlibiOptions, alibi, alibiSlopes } from './alibi.ts';
export type { Positioned, RelativePositions } from './relativePositions.ts';
export { type RotaryOptions, rotary } from './rotary.ts';
export { ShawPositions, type ShawPositionsOptions } from './shawPositions.ts';
export { T5Buckets, type T5BucketsOptions, t5Bucket } from './t5Buckets.ts';
