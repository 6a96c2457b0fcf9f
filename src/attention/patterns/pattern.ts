/** What a rectangle of query-key pairs holds: no pair that may meet, all of them, or some. */
export type Coverage = 'empty' | 'full' | 'partial';

/** A pattern for given lengths: who may look at whom, pair by pair and by rectangles of pairs. */
export interface ResolvedPattern {
  /** Whether query i may look at key j, for 0 <= i < L and 0 <= j < S. */
  allows(i: number, j: number): boolean;
  /**
   * What queries i0 to i1 - 1 times keys j0 to j1 - 1 hold (at least one pair). It must be quick, since large lengths are
   * settled by it alone; where it is not worth finding out, 'partial' is always right, and pairs are then asked for.
   */
  block(i0: number, i1: number, j0: number, j1: number): Coverage;
}

/**
 * Who may look at whom, by position. A pattern is a value that never changes, so what is made of it for some lengths is
 * kept: make it once, not at each call.
 */
export interface Pattern {
  readonly name: string;
  /** How many sequences a batch must have, where each has a pattern of its own; any number otherwise. */
  readonly sequences?: number;
  /** How many heads there must be, where each has a pattern of its own; any number otherwise. */
  readonly heads?: number;
  /** Whether no query sees a later key, for as many queries as keys; absent where that is not known. */
  readonly causal?: boolean;
  /** Whether what a query sees depends on how many positions there are in all, so that one cannot be added after the other. */
  readonly fixedLength?: boolean;
  /**
   * The pattern for L queries and S keys, in head h of sequence b.
   *
   * @throws ShapeError where these lengths make no sense.
   */
  at(L: number, S: number, b?: number, h?: number): ResolvedPattern;
}
