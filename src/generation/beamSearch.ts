import { ValueError } from '../tensor/index.ts';
import { autoregressive } from './autoregressive.ts';
import { penalizeLength } from './lengthPenalty.ts';
import type { Path } from './path.ts';
import type { Beam } from './sourceSearch.ts';
import type { DecodingStrategy } from './strategy.ts';

export interface BeamSearchOptions {
  /** How many sequences are kept at each step. */
  readonly numBeams?: number;
  /** The exponent in score / length^lengthPenalty, by which finished sequences are ranked. */
  readonly lengthPenalty?: number;
  /**
   * When to stop once numBeams sequences are finished: at once (true); when no live one, were it to end now, would
   * rank above the last of them (false); or only when none can come to rank above it, however it goes on
   * ('never').
   */
  readonly earlyStopping?: boolean | 'never';
}

/**
 * Keeps the `numBeams` most probable sequences at each step. One that ends while among the best numBeams is set
 * aside; the result is the one of these with the highest score / length^lengthPenalty, and `hypotheses` are the
 * numBeams best. Where fewer have ended at the limit, unfinished ones follow them. lengthPenalty and earlyStopping
 * mean what they mean in Hugging Face's generate.
 *
 * @throws ValueError unless numBeams is a positive integer and lengthPenalty a finite number.
 */
export function beamSearch({
  numBeams = 4,
  lengthPenalty = 1,
  earlyStopping = false,
}: BeamSearchOptions = {}): DecodingStrategy {
  if (!Number.isInteger(numBeams) || numBeams < 1) {
    throw new ValueError(`beamSearch: numBeams must be a positive integer; got ${numBeams}`);
  }
  if (!Number.isFinite(lengthPenalty)) {
    throw new ValueError(`beamSearch: lengthPenalty must be a finite number; got ${lengthPenalty}`);
  }
  const normalize = ({ score, length }: Path): number => penalizeLength(score, length, lengthPenalty);

  /** What a live path may rank as: no token raises the score, but under a positive penalty more length does. */
  const prospect = ({ score, length }: Path, limit: number): number =>
    penalizeLength(score, earlyStopping === 'never' && lengthPenalty > 0 ? limit : length, lengthPenalty);

  const isSettled = ({ live, finished }: Beam, limit: number): boolean =>
    finished.length === numBeams &&
    (earlyStopping === true ||
      live.every((path) => prospect(path, limit) <= normalize(finished[numBeams - 1])));

  return autoregressive({
    name: 'beamSearch',
    width: numBeams,
    normalize,
    choose(before, extensions, limit) {
      const ranked = extensions.toSorted((a, b) => b.score - a.score);
      const ended = ranked.slice(0, numBeams).filter(({ finished }) => finished);
      const finished = [...before.finished, ...ended]
        .sort((a, b) => normalize(b) - normalize(a))
        .slice(0, numBeams);
      const live = ranked.filter((path) => !path.finished).slice(0, numBeams);
      return isSettled({ live, finished }, limit) ? { live: [], finished } : { live, finished };
    },
  });
}
