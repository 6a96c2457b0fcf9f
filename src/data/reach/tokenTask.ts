/** A sequence of ids, from 1 on (0 is left for padding), and its label. */
export interface LabelledTokens {
  readonly tokens: Uint16Array;
  readonly label: string;
}

/** A label for a sequence of tokens whose telling places lie far apart: what to learn from, and what to measure on. */
export interface TokenTask {
  readonly name: string;
  /** V: how many ids there are, that of padding included. */
  readonly vocabSize: number;
  /** All labels there may be. */
  readonly labels: readonly string[];
  /** What the label is read from: all positions alike, or the last, where the question stands. */
  readonly readFrom: 'all' | 'last';
  readonly train: readonly LabelledTokens[];
  readonly test: readonly LabelledTokens[];
}

/** How many examples of what length a generator makes, and from which seed. */
export interface GeneratedTaskOptions {
  /** The most tokens of a sequence. */
  readonly length: number;
  readonly trainSize: number;
  readonly testSize: number;
  readonly seed: number;
}
