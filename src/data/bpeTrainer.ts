import { DataError, ValueError } from '../tensor/errors.ts';
import { PairQueue } from './pairQueue.ts';

export interface BpeOptions {
  /** Stop at this many tokens, specials and alphabet included; the alphabet is kept whole even where it is larger. */
  vocabSize: number;
  /** A pair seen less often is not merged. */
  minFrequency?: number;
  /** Told after each merge how many tokens there are, of `vocabSize`. */
  onProgress?: (tokens: number, vocabSize: number) => void;
}

export interface BpeVocabulary {
  /** Tokens by id: specials, alphabet by code point, merged pairs in the order they were found. */
  tokens: string[];
  /** Pairs of tokens, in the order in which encoding applies them. */
  merges: [string, string][];
}

/**
 * Byte-pair encoding (Sennrich, Haddow and Birch, 2016) on words with their counts: merge the most frequent pair of
 * neighbours, the lower ids first among equals, until the vocabulary is full. Vocabulary and merges equal those of
 * Hugging Face's `BpeTrainer`.
 *
 * @throws ValueError on a `vocabSize` that has no room for the specials; DataError when there are no words.
 */
export function trainBpe(
  wordCounts: ReadonlyMap<string, number>,
  specials: readonly string[],
  { vocabSize, minFrequency = 0, onProgress }: BpeOptions,
): BpeVocabulary {
  if (!Number.isSafeInteger(vocabSize) || vocabSize < specials.length) {
    throw new ValueError(
      `trainBpe: vocabSize must be an integer of at least ${specials.length}; got ${vocabSize}`,
    );
  }
  if (wordCounts.size === 0)
    throw new DataError('trainBpe: there is no text to learn from: every line is empty');

  const tokens = [...new Set([...specials, ...alphabet(wordCounts.keys())])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const words = Array.from(wordCounts.keys(), (word) => Array.from(word, (char) => ids.get(char)!));
  const merges: [string, string][] = [];

  const pairs = new PairQueue([...wordCounts.values()], Math.max(vocabSize, tokens.length));
  words.forEach((word, w) => {
    for (let i = 1; i < word.length; i++) pairs.recount(word[i - 1], word[i], w, 1);
  });
  pairs.enqueueGained();

  while (tokens.length < vocabSize) {
    const pair = pairs.pop();
    if (!pair || pair.count < minFrequency) break;
    const { left, right } = pair;
    merges.push([tokens[left], tokens[right]]);
    const token = tokens[left] + tokens[right];
    // The token is there already where the text spells out a special.
    const merged = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, merged);
    for (const w of pair.words) {
      mergeInWord(words[w], left, right, merged, (a, b, change) => pairs.recount(a, b, w, change));
    }
    pairs.enqueueGained();
    onProgress?.(tokens.length, vocabSize);
  }
  return { tokens, merges };
}

/** Every character of the words, by code point. */
function alphabet(words: Iterable<string>): string[] {
  const chars = new Set<string>();
  for (const word of words) for (const char of word) chars.add(char);
  return [...chars].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
}

/** Replace each `left right` in the word, from left to right, and report the pairs that came and went. */
function mergeInWord(
  word: number[],
  left: number,
  right: number,
  merged: number,
  recount: (left: number, right: number, change: 1 | -1) => void,
): void {
  let length = 0;
  for (let i = 0; i < word.length; i++) {
    if (word[i] !== left || word[i + 1] !== right) {
      word[length++] = word[i];
      continue;
    }
    if (length > 0) {
      recount(word[length - 1], left, -1);
      recount(word[length - 1], merged, 1);
    }
    i++;
    if (i + 1 < word.length) {
      recount(right, word[i + 1], -1);
      recount(merged, word[i + 1], 1);
    }
    word[length++] = merged;
  }
  word.length = length;
}
