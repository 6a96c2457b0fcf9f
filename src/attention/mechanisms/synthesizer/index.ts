export { DenseSynthesizerScore } from './denseScore.ts';
export { type DenseSynthesizerOptions, denseSynthesizer } from './denseSynthesizer.ts';
export { FactorizedDenseScore } from './factorizedDenseScore.ts';
export { LowRankRandomScore } from './lowRankRandomScore.ts';
export { MixedScore } from './mixedScore.ts';
export { RandomSynthesizerScore } from './randomScore.ts';
export { type RandomSynthesizerOptions, randomSynthesizer } from './randomSynthesizer.ts';
export type { SynthesizerRecipe } from './recipe.ts';
export { type SynthesizerMixtureOptions, synthesizerMixture } from './synthesizerMixture.ts';
