import { type Align, alignedOffset } from './alignment.ts';
import { checkOptions } from './checkOptions.ts';
import type { Pattern, ResolvedPattern } from './pattern.ts';
import { requireWhole } from './requireWhole.ts';
import { type WindowWidths, windowWidths } from './slidingWindow.ts';

/**
 * A window with gaps: of the keys near its own position a query sees every `dilation`-th, `width` of them on either side, so
 * that it reaches `dilation` times as far for the same number of keys:
 *
 *     j = i + n dilation,   -before <= n <= after
 *
 * `Infinity` wide it is every `dilation`-th key of all, as in strided attention. Beside patterns that are dense in blocks its
 * gaps are computed and hidden: alone, `strided({ stride: dilation, window: width })` gives the same and costs what it looks
 * at. Where L differs from S, `align` says which ends meet, as for `causal`.
 *
 * Source: dilated sliding windows of Beltagy et al., 2020 (Longformer), whose d is our dilation.
 *
 * @throws ValueError unless widths are whole numbers from 0 on, or Infinity, and dilation is one from 1 on; ShapeError at the
 * call when L differs from S without an alignment.
 */
export function dilatedWindow(
  width: number | WindowWidths,
  options: { dilation: number; align?: Align },
): Pattern {
  checkOptions('dilatedWindow', options, 'dilation');
  const { dilation, align } = options;
  requireWhole('dilatedWindow', 'dilation', dilation);
  const { before, after, text } = windowWidths('dilatedWindow', width);
  return {
    name: `dilatedWindow(${text}, { dilation: ${dilation} })`,
    causal: after === 0,
    at: (L, S) => {
      const offset = alignedOffset('dilatedWindow', `${text}, `, L, S, align);
      return dilatedBand(offset, before * dilation, after * dilation, dilation);
    },
  };
}

/** The distances from -`before` to `after` that are multiples of `dilation`. */
function dilatedBand(offset: number, before: number, after: number, dilation: number): ResolvedPattern {
  return {
    allows(i, j) {
      const distance = j - i - offset;
      return distance % dilation === 0 && distance >= -before && distance <= after;
    },
    block(i0, i1, j0, j1) {
      const least = j0 - (i1 - 1) - offset;
      const most = j1 - 1 - i0 - offset;
      const first = Math.ceil(Math.max(least, -before) / dilation) * dilation;
      if (first > Math.min(most, after)) return 'empty';
      const whole = least >= -before && most <= after;
      return whole && (dilation === 1 || least === most) ? 'full' : 'partial';
    },
  };
}
