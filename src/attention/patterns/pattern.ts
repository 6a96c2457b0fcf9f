/** A pattern for given lengths: query i of L sees keys up to i + causalOffset; all S of them where it is null. */
export interface LoweredPattern {
  readonly causalOffset: number | null;
}

/** Who may look at whom, by position alone. */
export interface Pattern {
  readonly name: string;
  lower(L: number, S: number): LoweredPattern;
}
