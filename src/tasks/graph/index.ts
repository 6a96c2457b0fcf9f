export { graph } from './graph.ts';
export { type GraphNode, nodesOf } from './graphNode.ts';
export {
  type NeighbourWeight,
  type NodeAttention,
  NodeClassifier,
  type NodeLabel,
} from './nodeClassifier.ts';
export { NodeTraining } from './nodeTraining.ts';
export { type GraphSettings, graphSettings } from './settings.ts';
