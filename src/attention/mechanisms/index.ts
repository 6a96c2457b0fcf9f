export { GlobalTokens, type GlobalTokensOptions, globalTokens } from './globalTokens.ts';
export { type HeadGroup, mixedHeads } from './mixedHeads.ts';
export { type StridedOptions, strided } from './strided.ts';
