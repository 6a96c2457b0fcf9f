/** What a mechanism takes, known before any training. */
export interface MechanismMeasure {
  readonly parameters: number;
  /** The most that tensors took at once in a forward and a backward pass over a batch of the longest sequences. */
  readonly peakBytes: number;
  /** Of attention in all layers, forward, for one of the longest sequences. */
  readonly multiplyAdds: number;
}

/** One training of a comparison: what a mechanism came to from one seed. Plain JSON. */
export interface ComparisonCell extends MechanismMeasure {
  readonly mechanism: string;
  readonly seed: number;
  /** Of the examples to measure on, with the last parameters. */
  readonly accuracy: number;
  readonly tested: number;
  /** The loss in training, over the last updates. */
  readonly trainLoss: number;
  readonly updates: number;
  /** Of training, without measuring. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
}

/** Which training it is. */
export type CellName = Pick<ComparisonCell, 'mechanism' | 'seed'>;
