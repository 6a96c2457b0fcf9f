export type { ContextEncoder } from './contextEncoder.ts';
export { ConvolutionalContext, type ConvolutionalContextOptions } from './convolutionalContext.ts';
export { RecurrentContext, type RecurrentContextOptions } from './recurrentContext.ts';
export { TransformerContext, type TransformerContextOptions } from './transformerContext.ts';
