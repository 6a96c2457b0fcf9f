import { type Align, alignedOffset } from './alignment.ts';
import { byHead } from './byHead.ts';
import { checkOptions } from './checkOptions.ts';
import { or } from './combinators.ts';
import { dilatedWindow } from './dilatedWindow.ts';
import { global } from './global.ts';
import type { Pattern } from './pattern.ts';
import { slidingWindow, type WindowWidths } from './slidingWindow.ts';

export interface LongformerOptions {
  /** Keys on either side of a query. */
  readonly window: number | WindowWidths;
  /** Positions that see all and are seen by all; none by default. */
  readonly globalTokens?: ArrayLike<number>;
  /** For each head the gaps of its window; 1, no gaps, in all heads by default. */
  readonly dilations?: readonly number[];
  readonly align?: Align;
}

/**
 * A window and some global positions (Beltagy et al., 2020, Longformer):
 *
 *     |i - j| <= window or i in globalTokens or j in globalTokens
 *
 * with windows of different dilation in different heads if wanted. The paper's w counts the keys of both sides, so that its 512 is
 * our 256. It gives global positions projections of their own, which is left to the layer here. What is written after what is
 * read sees no future with `and(causal(), longformer(...))`.
 *
 * @throws ValueError as `slidingWindow`, `dilatedWindow` and `global` do; ShapeError at the call when a global token is beyond
 * S, there is another number of heads than dilations, or L differs from S without an alignment.
 */
export function longformer(options: LongformerOptions): Pattern {
  checkOptions('longformer', options, 'window');
  const { window, globalTokens = [], dilations, align } = options;
  const everywhere = global(globalTokens, { align });
  const withGaps = (dilation: number): Pattern => {
    const local =
      dilation === 1 ? slidingWindow(window, { align }) : dilatedWindow(window, { dilation, align });
    return globalTokens.length === 0 ? local : or(local, everywhere);
  };
  const pattern = dilations === undefined ? withGaps(1) : byHead(dilations.map(withGaps));
  return {
    ...pattern,
    name: `longformer(${pattern.name})`,
    at(L, S, b, h) {
      alignedOffset('longformer', '', L, S, align);
      return pattern.at(L, S, b, h);
    },
  };
}
