import { DataError, type Rng } from '../../tensor/index.ts';
import { type ModelFamily, modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
import { type EdgeScoreName, edgeScoreNames, GraphNodeClassifier } from './graphNodeClassifier.ts';

/** What a network for graphs must fit, and where its chances come from. */
export interface GraphContext {
  readonly numFeatures: number;
  readonly numClasses: number;
  readonly rng: Rng;
}

interface GraphAttentionConfig {
  numLayers: number;
  headDim: number;
  numHeads: number;
  numOutputHeads: number;
  dropout: number;
  attentionDropout: number;
  score: string;
}

/** The sizes of the paper, for Cora and Citeseer. */
const graphAttention: ModelKind<GraphAttentionConfig, GraphContext, GraphNodeClassifier> = {
  defaults: {
    numLayers: 2,
    headDim: 8,
    numHeads: 8,
    numOutputHeads: 1,
    dropout: 0.6,
    attentionDropout: 0.6,
    score: 'additive',
  },
  build({ score, ...sizes }, context) {
    for (const name of ['numLayers', 'headDim', 'numHeads', 'numOutputHeads'] as const) {
      if (Number.isInteger(sizes[name]) && sizes[name] >= 1) continue;
      throw new DataError(`model config: ${name} must be a whole number of at least 1; got ${sizes[name]}`);
    }
    if (!edgeScoreNames.includes(score as EdgeScoreName)) {
      throw new DataError(`model config: unknown score "${score}"; there are ${edgeScoreNames.join(', ')}`);
    }
    return new GraphNodeClassifier({ ...sizes, ...context, score: score as EdgeScoreName });
  },
};

export const graphModels: ModelFamily<GraphContext, GraphNodeClassifier> = modelFamily({ graphAttention });
