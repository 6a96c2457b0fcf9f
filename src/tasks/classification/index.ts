export { classification } from './classification.ts';
export { type Sentence, SentenceClassifier, sentenceOf } from './sentenceClassifier.ts';
export { type ClassificationSettings, classificationSettings } from './settings.ts';
