export { type AttentionView, attentionViews } from './attentionViews.ts';
export * from './classification/index.ts';
export * from './compare/index.ts';
export * from './graph/index.ts';
export * from './image/index.ts';
export * from './labelling/index.ts';
export * from './speech/index.ts';
export * from './tagging/index.ts';
export type { EvaluateTaskOptions, Evaluation, Predictor, Task } from './task.ts';
export {
  type ScheduleName,
  scheduleNames,
  type TrainingLength,
  type TrainingSettings,
} from './trainingSettings.ts';
export { type TrainTaskOptions, trainTask } from './trainTask.ts';
export * from './translation/index.ts';
export * from './words/index.ts';
