export { type SpeechFeatures, type SpeechSettings, speechSettings } from './settings.ts';
export { type LabelledRecording, speech } from './speech.ts';
export { type Recording, SpeechClassifier, type SpeechKind } from './speechClassifier.ts';
