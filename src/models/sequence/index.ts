export { SequenceClassifier, type SequenceClassifierOptions } from './sequenceClassifier.ts';
