/** What all mechanisms of a comparison have in common: the encoder, and how it is trained. Plain JSON. */
export interface ComparisonSettings {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly feedForwardDim: number;
  readonly numLayers: number;
  readonly dropout: number;
  readonly updates: number;
  /** Sequences of the greatest length in a batch; of shorter ones, more. */
  readonly batchSize: number;
  /** At its peak; it falls evenly to 0 at the end. */
  readonly learningRate: number;
  /** Updates until the learning rate is at its peak. */
  readonly warmup: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
}

export const comparisonSettings: ComparisonSettings = {
  embedDim: 64,
  numHeads: 2,
  feedForwardDim: 128,
  numLayers: 2,
  dropout: 0,
  updates: 2000,
  batchSize: 16,
  learningRate: 2e-3,
  warmup: 100,
  weightDecay: 0.01,
  clipNorm: 1,
};
