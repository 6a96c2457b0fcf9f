export { type ClassifierContext, textClassifiers } from './config.ts';
export { TextClassifier, type TextClassifierOptions } from './textClassifier.ts';
