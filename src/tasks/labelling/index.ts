export { evaluateLabels, type LabelEvaluation } from './evaluate.ts';
export type { Labelled } from './labelled.ts';
export { type Labelling, type LabelOptions, type LabelOutput, LabelPredictor } from './labelPredictor.ts';
export { LabelTraining, type LabelTrainingSettings } from './labelTraining.ts';
