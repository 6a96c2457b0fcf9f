import type { ComparisonCell, MechanismMeasure } from './cell.ts';

/** Over seeds. */
export interface Spread {
  readonly mean: number;
  /** Of the sample (divided by n - 1); null of a single value. */
  readonly deviation: number | null;
}

/** What a mechanism came to over all its seeds. */
export interface ComparisonRow extends MechanismMeasure {
  readonly mechanism: string;
  readonly seeds: readonly number[];
  readonly accuracy: Spread;
  readonly examplesPerSecond: Spread;
}

/** A row for each mechanism, in the order in which they first come. */
export function summarize(cells: readonly ComparisonCell[]): ComparisonRow[] {
  const names = [...new Set(cells.map(({ mechanism }) => mechanism))];
  return names.map((mechanism) => {
    const own = cells.filter((cell) => cell.mechanism === mechanism);
    const { parameters, peakBytes, multiplyAdds } = own[0];
    return {
      mechanism,
      seeds: own.map(({ seed }) => seed),
      accuracy: spreadOf(own.map(({ accuracy }) => accuracy)),
      examplesPerSecond: spreadOf(own.map(({ examplesPerSecond }) => examplesPerSecond)),
      parameters,
      peakBytes,
      multiplyAdds,
    };
  });
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, deviation: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
