export { CharacterCnn, type CharacterCnnOptions } from './characterCnn.ts';
export type { ContextEncoder } from './contextEncoder.ts';
export { ConvolutionalContext, type ConvolutionalContextOptions } from './convolutionalContext.ts';
export { RecurrentContext, type RecurrentContextOptions } from './recurrentContext.ts';
export { TransformerContext, type TransformerContextOptions } from './transformerContext.ts';
export type { WordBatch } from './wordBatch.ts';
export { WordEncoder, type WordEncoderOptions } from './wordEncoder.ts';
export { encodeWords, type WordContext, type WordEncoderSettings, wordDefaults } from './wordOptions.ts';
