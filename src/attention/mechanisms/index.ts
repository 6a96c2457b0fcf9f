export { GlobalTokens, type GlobalTokensOptions, globalTokens } from './globalTokens.ts';
export { type InducedSetOptions, InducingPoints, inducedSet } from './inducedSet.ts';
export * from './linformer/index.ts';
export * from './memoryCompressed/index.ts';
export { type HeadGroup, mixedHeads } from './mixedHeads.ts';
export * from './nystrom/index.ts';
export * from './sinkhorn/index.ts';
export { type StridedOptions, strided } from './strided.ts';
export * from './synthesizer/index.ts';
