export { evaluateTagger, type TaggingEvaluation } from './evaluate.ts';
export { type TaggingSettings, taggingSettings } from './settings.ts';
export { Tagger, type Tagging, type TagOptions } from './tagger.ts';
export { tagging } from './tagging.ts';
export { TaggingTraining } from './taggingTraining.ts';
