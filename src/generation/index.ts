export { type BeamSearchOptions, beamSearch } from './beamSearch.ts';
export { type GenerateOptions, generate } from './generate.ts';
export { greedy } from './greedy.ts';
export type {
  DecodingRequest,
  DecodingStrategy,
  GenerationProgress,
  GenerationResult,
  Hypothesis,
  TraceEntry,
  TraceStep,
} from './strategy.ts';
