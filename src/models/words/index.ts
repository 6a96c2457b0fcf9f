export { CharacterCnn, type CharacterCnnOptions } from './characterCnn.ts';
export type { WordBatch } from './wordBatch.ts';
export { WordEncoder, type WordEncoderOptions } from './wordEncoder.ts';
export { encodeWords, type WordContext, type WordEncoderSettings, wordDefaults } from './wordOptions.ts';
