export { demoSettings } from './demoSettings.ts';
export { type EvaluateOptions, evaluateTranslator, type TranslationEvaluation } from './evaluate.ts';
export { groupReferences, type ReferencedSource, spread } from './references.ts';
export { type TranslationSettings, translationSettings } from './settings.ts';
export { teacherForcedLoss } from './teacherForcing.ts';
export { translation } from './translation.ts';
export { TranslationTraining } from './translationTraining.ts';
export { type TranslateOptions, type Translation, Translator } from './translator.ts';
export { wordMap } from './wordMap.ts';
