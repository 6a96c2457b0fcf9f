export { type GraphContext, graphModels } from './config.ts';
export { countFeatures, type GraphInput, graphInput } from './graphInput.ts';
export {
  type EdgeScoreName,
  edgeScoreNames,
  GraphNodeClassifier,
  type GraphNodeClassifierOptions,
  type GraphNodeOutput,
} from './graphNodeClassifier.ts';
