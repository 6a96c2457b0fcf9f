import type { SentencePair } from './sentencePair.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A pair as token ids, each side from `<s>` to `</s>`. */
export interface EncodedPair {
  source: number[];
  target: number[];
}

export function encodePair({ source, target }: SentencePair, tokenizer: Tokenizer): EncodedPair {
  const withEnds = (text: string) => [tokenizer.bosId, ...tokenizer.encode(text), tokenizer.eosId];
  return { source: withEnds(source), target: withEnds(target) };
}

/** Source and target length, as `LengthBatches` asks for them. */
export function pairLengths({ source, target }: EncodedPair): [number, number] {
  return [source.length, target.length];
}
