import { autoregressive } from './autoregressive.ts';
import { penalizeLength } from './lengthPenalty.ts';
import type { DecodingStrategy } from './strategy.ts';

/** Always the most probable next token. The normalised score is the mean log p of a token. */
export function greedy(): DecodingStrategy {
  return autoregressive({
    name: 'greedy',
    width: 1,
    choose: (_, [best]) => (best.finished ? { live: [], finished: [best] } : { live: [best], finished: [] }),
    normalize: ({ score, length }) => penalizeLength(score, length, 1),
  });
}
