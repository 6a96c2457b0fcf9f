export { type SpeechContext, speechModels } from './config.ts';
export type { FrameBatch } from './frameBatch.ts';
export { FrameClassifier, type FrameClassifierOptions } from './frameClassifier.ts';
export { FrameConvolutions, type FrameConvolutionsOptions } from './frameConvolutions.ts';
