export { attention } from './attention.ts';
export { attentionMap } from './attentionMap.ts';
export { attentionRollout } from './attentionRollout.ts';
export type { DecodingCache } from './decoding.ts';
export type { DecodingState } from './decodingState.ts';
export { defineMechanism, type HeadInputs, type MechanismDefinition } from './defineMechanism.ts';
export * from './edgeScores/index.ts';
export { GraphAttention, type GraphAttentionOptions, type GraphAttentionResult } from './graphAttention.ts';
export { KVCache } from './kvCache.ts';
export {
  type AttentionCost,
  type AttentionOptions,
  type AttentionResult,
  type AttentionShape,
  type Mechanism,
  type MechanismRecipe,
  type MechanismSizes,
  mechanismFor,
} from './mechanism.ts';
export * from './mechanisms/index.ts';
export { MovingAverage } from './movingAverage.ts';
export {
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
  type ProjectedMemory,
} from './multiHeadAttention.ts';
export * from './normalizers/index.ts';
export { type ObservedAttention, observeAttention } from './observeAttention.ts';
export * from './patterns/index.ts';
export { PerHeadAttention, type PerHeadAttentionOptions } from './perHeadAttention.ts';
export * from './pooling/index.ts';
export * from './positions/index.ts';
export { reinforce } from './reinforce.ts';
export * from './scores/index.ts';
