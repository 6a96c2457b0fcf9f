import { ShapeError } from '../../tensor/index.ts';

/** Which ends of queries and keys meet: 'end' when the queries are the last of the keys, 'start' when the first. */
export type Align = 'start' | 'end';

/**
 * The key position of query 0. `pattern` and `first` say how the pattern was made: its name, and what stands before its
 * options.
 */
export function alignedOffset(
  pattern: string,
  first: string,
  L: number,
  S: number,
  align: Align | undefined,
): number {
  if (L !== S && align === undefined) {
    throw new ShapeError(
      `${pattern}: with ${L} queries and ${S} keys it is open which ends meet. ` +
        `Pass ${pattern}(${first}{ align: 'end' }) if the queries are the last of the keys, or { align: 'start' }.`,
    );
  }
  return align === 'end' ? S - L : 0;
}
