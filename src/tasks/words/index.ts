export { WordVocabulary, type WordVocabularyJSON } from './wordVocabulary.ts';
