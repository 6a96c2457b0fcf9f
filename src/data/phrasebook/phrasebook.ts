import { ValueError } from '../../tensor/errors.ts';
import { Rng } from '../../tensor/rng.ts';
import type { SentencePair } from '../sentencePair.ts';
import { Sampler } from './sampler.ts';
import { type Split, sentenceKey, splitOf } from './split.ts';
import { greetingPairs } from './templates/greetings.ts';
import { sampleSentence } from './templates/index.ts';

/** How large a book may be before new sentences become hard to find. */
const LARGEST = 200_000;

export type Phrasebook = Readonly<Record<Split, SentencePair[]>>;

/**
 * French sentences and their English translations: `size` distinct pairs, about 96 % to train on, 2 % to validate and
 * 2 % to test. Greetings come first and are all for training. No French and no English sentence of a held-out pair is in
 * another split, even with other capitals and punctuation, and that holds between books of any size and seed. The same
 * seed gives the same book.
 *
 * A small synchronous grammar makes them: `templates/` choose words from `lexicon/` and build trees (`grammar/`), which
 * `french/` and `english/` each put into words, so that every French sentence has exactly one translation.
 * Ranta, "Grammatical Framework: A Type-Theoretical Grammar Formalism", 2004.
 *
 * Throws a ValueError where `size` is not a whole number from 1 to 200,000, or the seed not an integer.
 */
export function phrasebook({ size = 32_000, seed = 0 }: { size?: number; seed?: number } = {}): Phrasebook {
  if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
    throw new ValueError(`phrasebook: size must be a whole number from 1 to ${LARGEST}; got ${size}`);
  }
  const learnedByHeart = new Set(greetingPairs.map(({ target }) => sentenceKey(target)));
  const book: Phrasebook = { train: [], valid: [], test: [] };
  for (const pair of distinctPairs(size, new Sampler(new Rng(seed)))) {
    const key = sentenceKey(pair.target);
    book[learnedByHeart.has(key) ? 'train' : splitOf(key)].push(pair);
  }
  return book;
}

/** Greetings, and then whatever the grammar comes up with; each French sentence once. */
function distinctPairs(size: number, sampler: Sampler): Iterable<SentencePair> {
  const pairs = new Map<string, SentencePair>();
  for (const pair of greetingPairs.slice(0, size)) pairs.set(pair.source, pair);
  while (pairs.size < size) {
    const pair = sampleSentence(sampler);
    if (!pairs.has(pair.source)) pairs.set(pair.source, pair);
  }
  return pairs.values();
}
