import { DataError } from '../tensor/errors.ts';
import { BpeTokenizer, bpePipeline } from './bpeTokenizer.ts';
import { checkTokenizerJson } from './checkTokenizerJson.ts';
import type { Tokenizer } from './tokenizer.ts';
import { WordTokenizer, wordPipeline } from './wordTokenizer.ts';

/**
 * The tokenizer that a `tokenizer.json`, as text or parsed, was written from.
 *
 * @throws DataError where it is damaged, or asks for more than the tokenizers here do.
 */
export function tokenizerFromJSON(json: unknown): Tokenizer {
  const checked = checkTokenizerJson(typeof json === 'string' ? parse(json) : json, {
    BPE: bpePipeline,
    WordLevel: wordPipeline,
  });
  return checked.model.type === 'BPE' ? new BpeTokenizer(checked) : new WordTokenizer(checked);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError(`tokenizer.json: it is not JSON: ${(cause as Error).message}`, { cause });
  }
}
