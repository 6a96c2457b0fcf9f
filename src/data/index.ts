export { AugmentedBatches, type AugmentedBatchState, type BatchSource } from './augmentedBatches.ts';
export { BpeTokenizer } from './bpeTokenizer.ts';
export type { BpeOptions } from './bpeTrainer.ts';
export type { ByteStream } from './byteStream.ts';
export { CharacterVocabulary } from './characterVocabulary.ts';
export { type EncodedPair, encodePair, pairLengths } from './encodedPair.ts';
export * from './graph/index.ts';
export * from './images/index.ts';
export { type LabelOrder, type LabelPlace, LabelVocabulary } from './labelVocabulary.ts';
export { type BatchState, LengthBatches, type LengthBatchesOptions } from './lengthBatches.ts';
export { normalizeText } from './normalizeText.ts';
export { type Lengths, packByLength } from './packByLength.ts';
export { type PaddedBatch, padBatch } from './padBatch.ts';
export * from './phrasebook/index.ts';
export * from './reach/index.ts';
export type { Column } from './readColumns.ts';
export {
  type LabelledText,
  type ReadLabelledTexts,
  type ReadLabelledTextsOptions,
  readLabelledTexts,
} from './readLabelledTexts.ts';
export { type ReadPairs, type ReadPairsOptions, readPairs } from './readPairs.ts';
export { addSkip, formatReport, type ReadReport, type SkippedLines } from './readReport.ts';
export {
  type ReadTaggedSentences,
  type ReadTaggedSentencesOptions,
  readTaggedSentences,
  type TaggedSentence,
} from './readTaggedSentences.ts';
export type { SentencePair } from './sentencePair.ts';
export * from './speech/index.ts';
export { type PairSplit, type SplitOptions, splitPairs } from './splitPairs.ts';
export type { TableFormat } from './tableRows.ts';
export { SPECIAL_TOKENS, type Tokenizer } from './tokenizer.ts';
export { tokenizerFromJSON } from './tokenizerFromJson.ts';
export type { TokenizerJSON } from './tokenizerJson.ts';
export { treebankWords } from './treebankWords.ts';
export { Vocabulary, type VocabularyOptions } from './vocabulary.ts';
export { joinWords, splitWords } from './words.ts';
export { type WordOptions, WordTokenizer } from './wordTokenizer.ts';
