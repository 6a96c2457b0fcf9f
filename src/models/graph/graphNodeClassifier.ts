import {
  AdditiveEdgeScore,
  DynamicEdgeScore,
  type EdgeScore,
  GraphAttention,
  scaledDotEdges,
} from '../../attention/index.ts';
import { Module } from '../../nn/index.ts';
import { elu, type Rng, type SparseMatrix, type Sparsity, type Tensor, tidy } from '../../tensor/index.ts';

/** By name, how alike neighbours are. */
const edgeScores = {
  additive: (options) => new AdditiveEdgeScore(options),
  dynamic: (options) => new DynamicEdgeScore(options),
  scaledDot: () => scaledDotEdges(),
} satisfies Record<string, (options: { numHeads: number; headDim: number; rng: Rng }) => EdgeScore>;

export type EdgeScoreName = keyof typeof edgeScores;
export const edgeScoreNames = Object.keys(edgeScores) as EdgeScoreName[];

export interface GraphNodeClassifierOptions {
  readonly numFeatures: number;
  readonly numClasses: number;
  readonly numLayers: number;
  /** E: the size of each head of the layers but the last, whose heads have one place for each class. */
  readonly headDim: number;
  readonly numHeads: number;
  /** Heads of the last layer, of which the mean is taken. */
  readonly numOutputHeads: number;
  /** Probability of dropping a feature, before each layer. */
  readonly dropout: number;
  /** Probability of dropping an edge's weight. */
  readonly attentionDropout: number;
  readonly score: EdgeScoreName;
  readonly rng: Rng;
}

export interface GraphNodeOutput {
  /** [N, V]: unnormalised scores of the classes. */
  readonly logits: Tensor;
  /** Of each layer [M, H]: what each head gives to each edge; null unless asked for. */
  readonly weights: readonly Tensor[] | null;
}

/**
 * Classes of the nodes of a graph by layers of attention among neighbours, with ELU between them (Veličković et al., 2018):
 * all heads side by side but in the last layer, where their mean is taken.
 */
export class GraphNodeClassifier extends Module {
  readonly layers: readonly GraphAttention[];

  constructor(options: GraphNodeClassifierOptions) {
    super();
    const { numFeatures, numClasses, numLayers, dropout, attentionDropout, rng } = options;
    let inFeatures = numFeatures;
    this.layers = Array.from({ length: numLayers }, (_, i) => {
      const last = i === numLayers - 1;
      const numHeads = last ? options.numOutputHeads : options.numHeads;
      const headDim = last ? numClasses : options.headDim;
      const layer = new GraphAttention({
        inFeatures,
        numHeads,
        headDim,
        merge: last ? 'mean' : 'concat',
        score: edgeScores[options.score]({ numHeads, headDim, rng }),
        dropout,
        attentionDropout,
        rng,
      });
      inFeatures = layer.outFeatures;
      return layer;
    });
  }

  /** features [N, F], dense or sparse; row i of `edges` [N, N] holds the nodes that node i looks at, itself among them. */
  forward(
    features: Tensor | SparseMatrix,
    edges: Sparsity,
    { needWeights = false }: { needWeights?: boolean } = {},
  ): GraphNodeOutput {
    return tidy(() => {
      const weights: Tensor[] = [];
      let x = features;
      for (const [i, layer] of this.layers.entries()) {
        const attended = layer.forward(i === 0 ? x : elu(x as Tensor), edges, { needWeights });
        if (attended.weights !== null) weights.push(attended.weights);
        x = attended.output;
      }
      return { logits: x as Tensor, weights: needWeights ? weights : null };
    });
  }
}
