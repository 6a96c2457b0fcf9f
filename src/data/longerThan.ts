import type { PairRule } from './readPairs.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A rule for `skipPairs`: a side must not have more than `maxTokens` tokens, begin and end of sentence not counted. */
export function longerThan(maxTokens: number, tokenizer: Tokenizer): PairRule {
  const isLong = (text: string) => tokenizer.encode(text).length > maxTokens;
  return ({ source, target }) =>
    isLong(source) || isLong(target) ? `longer than ${maxTokens} tokens` : undefined;
}
