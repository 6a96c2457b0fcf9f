export { buildModel, completeConfig, type ModelConfig, modelKinds } from './config.ts';
export type { ModelContext, ModelKind } from './modelKind.ts';
export { RecurrentTranslator, type RecurrentTranslatorOptions } from './recurrent/recurrentTranslator.ts';
export type { DecodingSession, DecodingStep, SequenceToSequence, TokenBatch } from './sequenceToSequence.ts';
export { TransformerDecoder } from './transformer/decoder.ts';
export { TransformerDecoderLayer } from './transformer/decoderLayer.ts';
export { TransformerEncoder } from './transformer/encoder.ts';
export { TransformerEncoderLayer } from './transformer/encoderLayer.ts';
export { Transformer, type TransformerOptions } from './transformer/transformer.ts';
