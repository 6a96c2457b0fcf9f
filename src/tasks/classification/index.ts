export { classification } from './classification.ts';
export { NaiveBayes, type NaiveBayesJSON } from './naiveBayes.ts';
export {
  type Sentence,
  SentenceClassifier,
  type SentenceClassifierParts,
  sentenceOf,
} from './sentenceClassifier.ts';
export { type ClassificationSettings, classificationSettings } from './settings.ts';
