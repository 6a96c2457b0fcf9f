export { AdditiveEdgeScore, type EdgeScoreOptions } from './additive.ts';
export { DynamicEdgeScore } from './dynamic.ts';
export type { EdgeScore } from './edgeScore.ts';
export { scaledDotEdges } from './scaledDot.ts';
