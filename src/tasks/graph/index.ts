export { graph } from './graph.ts';
export { neighbourhood } from './neighbourhood.ts';
export {
  type NeighbourWeight,
  type NodeAttention,
  NodeClassifier,
  type NodeLabel,
} from './nodeClassifier.ts';
export { type NodeExample, nodesOf } from './nodeExample.ts';
export { NodeTraining } from './nodeTraining.ts';
export { type GraphSettings, graphSettings } from './settings.ts';
