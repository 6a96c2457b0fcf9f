import { ValueError } from '../../tensor/index.ts';
import { type Align, alignedOffset } from './alignment.ts';
import { band } from './band.ts';
import { checkOptions } from './checkOptions.ts';
import type { Pattern } from './pattern.ts';

/** How many keys a query sees on either side of its own position; Infinity for all. */
export interface WindowWidths {
  readonly before: number;
  readonly after: number;
}

/**
 * A query sees the keys near its own position, so that cost grows with L rather than L²:
 *
 *     i - before <= j <= i + after
 *
 * `slidingWindow(256)` is 256 either way; with `and(causal(), ...)` or `{ before: 256, after: 0 }` it looks back alone.
 * Where L differs from S, `align` says which ends meet, as for `causal`.
 *
 * Source: local attention of Liu et al., 2018 (Generating Wikipedia) and Child et al., 2019 (Sparse Transformers); the
 * sliding window of Beltagy et al., 2020 (Longformer), whose w is ours on both sides together.
 *
 * @throws ValueError unless widths are 0 or more; ShapeError at the call when L differs from S without an alignment.
 */
export function slidingWindow(width: number | WindowWidths, options: { align?: Align } = {}): Pattern {
  checkOptions('slidingWindow', options);
  const { align } = options;
  const { before, after, text } = windowWidths('slidingWindow', width);
  return {
    name: `slidingWindow(${text})`,
    causal: after === 0,
    at: (L, S) => band(alignedOffset('slidingWindow', `${text}, `, L, S, align), before, after),
  };
}

/**
 * Both sides of a window, and how they are written; `pattern` is named in errors.
 *
 * @throws ValueError unless they are whole numbers from 0 on, or Infinity.
 */
export function windowWidths(pattern: string, width: number | WindowWidths): WindowWidths & { text: string } {
  if (typeof width !== 'number') checkOptions(pattern, width, 'before', 'after');
  const { before, after } = typeof width === 'number' ? { before: width, after: width } : width;
  for (const side of [before, after]) {
    if (!(side >= 0 && (Number.isInteger(side) || side === Number.POSITIVE_INFINITY))) {
      throw new ValueError(
        `${pattern}: widths must be whole numbers from 0 on, or Infinity; got before ${before} and after ${after}`,
      );
    }
  }
  return {
    before,
    after,
    text: typeof width === 'number' ? `${width}` : `{ before: ${before}, after: ${after} }`,
  };
}
