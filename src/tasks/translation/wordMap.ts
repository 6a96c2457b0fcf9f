import type { Tokenizer } from '../../data/index.ts';
import type { TokenAttention } from '../../viz/index.ts';

/** What stands for the space before a piece. */
const SPACE = '▁';

/**
 * An attention map over tokens, weights[t][s], gathered into words: weights of a source word's tokens add up, since
 * attention is shared among them; those of a target word's tokens are averaged, since each looked for itself.
 */
export function wordMap(
  tokenizer: Tokenizer,
  source: readonly number[],
  target: readonly number[],
  weights: readonly ArrayLike<number>[],
): TokenAttention {
  const sources = tokenizer.wordGroups(source);
  const targets = tokenizer.wordGroups(target);
  const spell = (ids: readonly number[], places: readonly number[]): string =>
    tokenizer
      .tokens(places.map((place) => ids[place]))
      .join('')
      .replace(SPACE, '');
  return {
    source: sources.map((places) => spell(source, places)),
    target: targets.map((places) => spell(target, places)),
    weights: targets.map((rows) =>
      sources.map((columns) => {
        let sum = 0;
        for (const t of rows) for (const s of columns) sum += weights[t][s];
        return sum / rows.length;
      }),
    ),
  };
}
