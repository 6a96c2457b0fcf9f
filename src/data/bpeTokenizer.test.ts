import { Tokenizer as HuggingFace } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokenizerConformance } from '../../test/conformance/tokenizer.ts';
import { DataError } from '../tensor/errors.ts';
import { BpeTokenizer } from './bpeTokenizer.ts';
import fixture from './fixtures/bpe.json' with { type: 'json' };
import { tokenizerFromJSON } from './tokenizerFromJson.ts';

tokenizerConformance('BpeTokenizer', (sentences) => BpeTokenizer.train(sentences, { vocabSize: 120 }));

const tokenizer = tokenizerFromJSON(fixture.tokenizer);

it('encodes and decodes as Hugging Face in Python does', () => {
  for (const [text, ids, tokens, decoded] of fixture.encodings as [string, number[], string[], string][]) {
    expect(tokenizer.encode(text), text).toEqual(ids);
    expect(tokenizer.tokens(ids), text).toEqual(tokens);
    expect(tokenizer.decode(ids), text).toBe(decoded);
  }
});

it('writes a file that the JavaScript runtime of Hugging Face encodes alike with', () => {
  const runtime = new HuggingFace(JSON.parse(JSON.stringify(tokenizer)), {});
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abelos éœ日👍ﬁ½\t!') }), (text) => {
      expect(tokenizer.encode(text)).toEqual(runtime.encode(text).ids);
    }),
  );
});

it('loses no character that it knows', () => {
  const trained = BpeTokenizer.train(['the cat sat on that mat, then it ran'], { vocabSize: 40 });
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'thecasonmirn,'), minLength: 1 })), (words) => {
      const text = words.join(' ');
      expect(trained.decode(trained.encode(text))).toBe(text);
    }),
  );
});

it('takes a special for text where its letters were merged to it', () => {
  const trained = BpeTokenizer.train(['a<s>', 'b<s>'], { vocabSize: 50 });
  expect(trained.toJSON().model).toMatchObject({ merges: expect.arrayContaining([['<s', '>']]) });
  expect(trained.encode('<s> a<s> c<s>')).not.toContain(trained.bosId);
});

it('takes a word of any length', () => {
  const long = 'mississippi'.repeat(10_000);
  expect(tokenizer.decode(tokenizer.encode(long))).toBe(long);
});

it.each<[string, unknown, string]>([
  ['none', undefined, 'list of merges'],
  ['no pairs', ['l e'], 'merge 0 must be a pair'],
  ['unknown tokens', [['l', 'qqq']], 'merge 0 must join two tokens'],
  ['an unknown result', [['x', 'x']], 'merge 0 must join two tokens'],
])('refuses merges that are %s', (_, merges, message) => {
  const json = JSON.parse(JSON.stringify(tokenizer));
  json.model.merges = merges;
  expect(() => tokenizerFromJSON(json)).toThrow(DataError);
  expect(() => tokenizerFromJSON(json)).toThrow(message);
});
