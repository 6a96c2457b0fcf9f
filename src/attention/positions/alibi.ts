import { tensor, tidy, ValueError } from '../../tensor/index.ts';
import { headSizes } from '../headSizes.ts';
import type { HeadSizes } from '../mechanism.ts';
import { type Align, alignedOffset } from '../patterns/alignment.ts';
import { alongDiagonals, distances, isEmpty, requireHeads } from './distances.ts';
import type { RelativePositions } from './relativePositions.ts';

export interface AlibiOptions {
  readonly numHeads: number;
  /**
   * How many times as far keys after the query count as those before it; 1 by default, as in the paper, where no query sees
   * any. With 1, attention without a causal pattern does not tell a sequence from its reverse.
   */
  readonly ahead?: number;
  /** As in `causal`: which ends meet where there are other numbers of queries than of keys. */
  readonly align?: Align;
}

/**
 * Attention with linear biases (Press et al., 2022): score - m_h |i - j|, with a slope m_h for each head, so that near keys
 * count more, in some heads more so than in others (keys after the query: score - m_h · ahead · (j - i)). Nothing is learned, and sequences may be longer than any in training.
 *
 * @throws ValueError unless `numHeads` is a whole number from 1 on and `ahead` above 0; ShapeError at the call for another
 * number of heads, or when L differs from S and no alignment was given.
 */
export function alibi({ numHeads, ahead = 1, align }: AlibiOptions): RelativePositions {
  if (!(Number.isInteger(numHeads) && numHeads > 0)) {
    throw new ValueError(`alibi: numHeads must be a whole number from 1 on; got ${numHeads}`);
  }
  if (!(ahead > 0)) throw new ValueError(`alibi: ahead must be above 0; got ${ahead}`);
  const slopes = alibiSlopes(numHeads);
  const requireSizes = ({ H, L, S }: HeadSizes): void => {
    requireHeads('alibi', numHeads, H);
    alignedOffset('alibi', '', L, S, align);
  };
  return {
    name: 'alibi',
    align,
    requireSizes,
    apply(query, key) {
      requireSizes(headSizes(query, key));
      if (isEmpty(query, key)) return { query, key, bias: null };
      const away = distances('alibi', query, key, align).map((d) => Math.max(-d, d * ahead));
      const table = Float32Array.from(slopes.flatMap((slope) => away.map((n) => -slope * n)));
      const bias = tidy(() =>
        alongDiagonals(tensor(table, { shape: [numHeads, away.length] }), query.shape[2]),
      );
      return { query, key, bias };
    },
  };
}

/**
 * The slopes of H heads: 2^(-8 h / H) for h from 1 to H, where H is a power of two; otherwise those of the next lower one, and
 * then every second of the next higher one, as the authors do.
 */
export function alibiSlopes(numHeads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(numHeads));
  const slopes = (H: number): number[] => Array.from({ length: H }, (_, h) => 2 ** ((-8 * (h + 1)) / H));
  const between = slopes(2 * power).filter((_, h) => h % 2 === 0);
  return [...slopes(power), ...between.slice(0, numHeads - power)];
}
