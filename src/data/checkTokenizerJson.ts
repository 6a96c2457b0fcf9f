import { DataError } from '../tensor/errors.ts';
import { SPECIAL_TOKENS } from './tokenizer.ts';
import type { Pipeline, TokenizerJSON } from './tokenizerJson.ts';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function must(holds: boolean, rule: string): asserts holds {
  if (!holds)
    throw new DataError(`tokenizer.json: ${rule}. Is the file damaged, or written for another model?`);
}

/**
 * The value as a `tokenizer.json` that can be used without another look, its model one of those that `pipelines` names.
 *
 * @throws DataError naming the first thing that is not as it should be.
 */
export function checkTokenizerJson(
  json: unknown,
  pipelines: Readonly<Record<string, Pipeline>>,
): TokenizerJSON {
  must(isObject(json), 'the file must hold an object');
  const { model } = json;
  must(isObject(model), 'there must be a model');
  const types = Object.keys(pipelines);
  const type = String(model.type);
  must(types.includes(type), `the model's type must be ${types.join(' or ')}; got ${type}`);
  checkVocab(model.vocab);
  if (type === 'BPE') checkMerges(model.merges, model.vocab);
  checkAddedTokens(json.added_tokens, model.vocab);
  for (const part of ['normalizer', 'pre_tokenizer', 'decoder'] as const) {
    const expected = JSON.stringify(pipelines[type][part]);
    const got = JSON.stringify(json[part]);
    must(got === expected, `the ${part} must be ${expected}; got ${got}`);
  }
  return json as unknown as TokenizerJSON;
}

function checkVocab(vocab: unknown): asserts vocab is Record<string, number> {
  must(isObject(vocab), 'the model must have a vocab of tokens and ids');
  const tokens = Object.keys(vocab);
  const seen = new Set<unknown>();
  for (const token of tokens) {
    const id = vocab[token];
    const isFree = Number.isInteger(id) && Number(id) >= 0 && Number(id) < tokens.length && !seen.has(id);
    must(
      isFree,
      `ids must be 0 to ${tokens.length - 1}, each once; token ${JSON.stringify(token)} has ${id}`,
    );
    seen.add(id);
  }
  for (const token of SPECIAL_TOKENS) must(Object.hasOwn(vocab, token), `the vocab must have ${token}`);
}

function checkMerges(merges: unknown, vocab: Record<string, number>): void {
  must(Array.isArray(merges), 'a BPE model must have a list of merges');
  merges.forEach((merge, i) => {
    const isPair =
      Array.isArray(merge) && merge.length === 2 && merge.every((part) => typeof part === 'string');
    must(isPair, `merge ${i} must be a pair of tokens; got ${JSON.stringify(merge)}`);
    const known = [...merge, merge.join('')].every((token) => Object.hasOwn(vocab, token));
    must(known, `merge ${i} must join two tokens of the vocab to a third; got ${JSON.stringify(merge)}`);
  });
}

function checkAddedTokens(added: unknown, vocab: Record<string, number>): void {
  must(Array.isArray(added), 'there must be a list of added_tokens');
  for (const token of added) {
    const known = isObject(token) && vocab[String(token.content)] === token.id;
    must(known, `added tokens must stand in the vocab with the same id; got ${JSON.stringify(token)}`);
  }
}
