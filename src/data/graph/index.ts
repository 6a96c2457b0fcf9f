export { Graph, type GraphFeatures, type GraphOptions, type GraphSplit } from './graph.ts';
export type { NamedBytes } from './namedBytes.ts';
export { type GraphFiles, type ReadGraph, readGraph } from './readGraph.ts';
