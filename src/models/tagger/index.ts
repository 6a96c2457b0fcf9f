export { CharacterCnn, type CharacterCnnOptions } from './characterCnn.ts';
export { buildTagger, completeTaggerConfig, type TaggerContext } from './config.ts';
export type { ContextEncoder } from './contextEncoder.ts';
export { RecurrentContext, type RecurrentContextOptions } from './recurrentContext.ts';
export { SequenceTagger } from './sequenceTagger.ts';
export type { TaggerBatch } from './taggerBatch.ts';
export { TransformerContext, type TransformerContextOptions } from './transformerContext.ts';
export { WordEncoder, type WordEncoderOptions } from './wordEncoder.ts';
