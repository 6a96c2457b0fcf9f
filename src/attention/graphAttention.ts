import { Dropout, init, Module, Parameter } from '../nn/index.ts';
import {
  add,
  formatShape,
  matmul,
  mean,
  type Rng,
  reshape,
  ShapeError,
  type SparseMatrix,
  type Sparsity,
  sparseMatmul,
  sparseSoftmax,
  Tensor,
  tidy,
  transpose,
} from '../tensor/index.ts';
import { AdditiveEdgeScore, type EdgeScore } from './edgeScores/index.ts';

export interface GraphAttentionOptions {
  readonly inFeatures: number;
  readonly numHeads: number;
  /** E: the size of each head's output. */
  readonly headDim: number;
  /** What becomes of the heads' outputs: one beside the other, H E features, or their mean, E features. */
  readonly merge?: 'concat' | 'mean';
  /** How alike two neighbours are; `AdditiveEdgeScore` by default, as in the paper. */
  readonly score?: EdgeScore;
  /** Probability of dropping a feature in training. */
  readonly dropout?: number;
  /** Probability of dropping a weight in training. */
  readonly attentionDropout?: number;
  readonly bias?: boolean;
  readonly rng: Rng;
}

export interface GraphAttentionResult {
  /** [N, H E], or [N, E] for the mean of heads. */
  readonly output: Tensor;
  /** [M, H]: for each edge the weight that each head gives it; null unless asked for. Dropout is not applied to them. */
  readonly weights: Tensor | null;
}

/**
 * Attention among the nodes of a graph, along its edges alone (Veličković et al., 2018). For each head, with h_i = W x_i,
 *
 *     weights_ij = softmax over the neighbours j of i of score(h_i, h_j),   output_i = Σ_j weights_ij h_j
 *
 * and then the heads are merged and a bias is added. Time and memory are linear in nodes and edges. A node without any
 * edge gives zeros and the bias; give nodes loops to themselves if they are to see themselves.
 */
export class GraphAttention extends Module {
  readonly inFeatures: number;
  readonly numHeads: number;
  readonly headDim: number;
  readonly merge: 'concat' | 'mean';
  /** [H E, In] */
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly score: EdgeScore;
  readonly dropout: Dropout;
  readonly attentionDropout: Dropout;

  constructor(options: GraphAttentionOptions) {
    super();
    const { inFeatures, numHeads, headDim, merge = 'concat', bias = true, rng } = options;
    this.inFeatures = inFeatures;
    this.numHeads = numHeads;
    this.headDim = headDim;
    this.merge = merge;
    this.weight = new Parameter([numHeads * headDim, inFeatures], init.xavierUniform({ rng }));
    this.bias = bias ? new Parameter([this.outFeatures]) : null;
    this.score = options.score ?? new AdditiveEdgeScore({ numHeads, headDim, rng });
    this.dropout = new Dropout({ p: options.dropout ?? 0, rng });
    this.attentionDropout = new Dropout({ p: options.attentionDropout ?? 0, rng });
  }

  get outFeatures(): number {
    return this.merge === 'concat' ? this.numHeads * this.headDim : this.headDim;
  }

  /**
   * x [N, In], dense or sparse; row i of `edges` [N, N] holds the nodes that node i looks at.
   *
   * @throws ShapeError if features and edges do not fit.
   */
  forward(
    x: Tensor | SparseMatrix,
    edges: Sparsity,
    { needWeights = false }: { needWeights?: boolean } = {},
  ): GraphAttentionResult {
    this.#check(x, edges);
    return tidy(() => {
      const { numHeads: H, headDim: E } = this;
      const h = reshape(this.#project(x), [-1, H, E]);
      const weights = sparseSoftmax(this.score.scores(h, h, edges), edges);
      const heads = sparseMatmul(this.attentionDropout.forward(weights), edges, h);
      const merged = this.merge === 'concat' ? reshape(heads, [-1, H * E]) : mean(heads, 1);
      const output = this.bias === null ? merged : add(merged, this.bias);
      return { output, weights: needWeights ? weights : null };
    });
  }

  /** W x of each node. A feature that is not there cannot be dropped, so that sparse ones stay sparse. */
  #project(x: Tensor | SparseMatrix): Tensor {
    const columns = transpose(this.weight);
    if (x instanceof Tensor) return matmul(this.dropout.forward(x), columns);
    return sparseMatmul(this.dropout.forward(x.values), x.sparsity, columns);
  }

  #check(x: Tensor | SparseMatrix, { numRows, numColumns }: Sparsity): void {
    const shape = x instanceof Tensor ? x.shape : [x.sparsity.numRows, x.sparsity.numColumns];
    const [N, features] = shape;
    if (shape.length === 2 && features === this.inFeatures && N === numRows && N === numColumns) return;
    throw new ShapeError(
      `GraphAttention.forward: x must be [N, ${this.inFeatures}] and edges [N, N]; ` +
        `got ${formatShape(shape)} and ${formatShape([numRows, numColumns])}`,
    );
  }
}
