import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPECIAL_TOKENS, type Tokenizer } from '../../src/data/tokenizer.ts';
import { tokenizerFromJSON } from '../../src/data/tokenizerFromJson.ts';
import type { TokenizerJSON } from '../../src/data/tokenizerJson.ts';
import { DataError, ValueError } from '../../src/tensor/errors.ts';

/** Ordinary text, in normal form: what every tokenizer must give back as it was, when trained on it. */
export const conformanceSentences = [
  'Hello, world!',
  'Bonjour le monde !',
  "L'homme n'a pas d'amis aujourd'hui.",
  "She didn't say (or so I'm told) that well-known word.",
  'Il est 10:30, et tout coûte 1,250.50 ici ; n’est-ce pas ?',
  'He said: "Go away!" and left...',
  'Une note : 3/4 des œufs.',
];

/** Text of all kinds: letters, spaces, marks, specials spelled out, and whatever Unicode has. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('le', ' ', "'", '!', '▁', '\t', 'é', '日', '<pad>', '</s>', 'ﬁ', '\ud83d'))
    .map((a) => a.join('')),
);

/** What every tokenizer must hold to; `train` learns from sentences and keeps all their words. */
export function tokenizerConformance(name: string, train: (sentences: readonly string[]) => Tokenizer): void {
  describe(`${name} as a Tokenizer`, () => {
    const tokenizer = train(conformanceSentences);
    const { padId, bosId, eosId, unkId, vocabSize } = tokenizer;

    it('has the specials first', () => {
      expect([padId, bosId, eosId, unkId]).toEqual([0, 1, 2, 3]);
      expect(tokenizer.tokens([padId, bosId, eosId, unkId])).toEqual([...SPECIAL_TOKENS]);
    });

    it.each(conformanceSentences)('gives back %s', (sentence) => {
      const ids = tokenizer.encode(sentence);
      expect(ids).not.toContain(unkId);
      expect(tokenizer.decode(ids)).toBe(sentence);
    });

    it('makes nothing of nothing', () => {
      expect(tokenizer.encode('')).toEqual([]);
      expect(tokenizer.decode([])).toBe('');
      expect(tokenizer.tokens([])).toEqual([]);
    });

    it('encodes any text to ids of the vocabulary, with no special but the unknown', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          for (const id of tokenizer.encode(text)) {
            expect(Number.isInteger(id) && id >= unkId && id < vocabSize).toBe(true);
          }
        }),
      );
    });

    it('decodes any ids, and shows each as a token', () => {
      fc.assert(
        fc.property(fc.array(fc.nat(vocabSize - 1)), (ids) => {
          expect(tokenizer.decode(ids)).toBeTypeOf('string');
          expect(tokenizer.tokens(ids)).toHaveLength(ids.length);
        }),
      );
    });

    it('has a token of its own for each id', () => {
      const tokens = tokenizer.tokens(Array.from({ length: vocabSize }, (_, id) => id));
      expect(new Set(tokens).size).toBe(vocabSize);
    });

    it('takes typed arrays', () => {
      const ids = Int32Array.from(tokenizer.encode('Hello, world!'));
      expect(tokenizer.decode(ids)).toBe('Hello, world!');
    });

    it('skips specials when decoding', () => {
      const [first, ...rest] = tokenizer.encode('Hello, world!');
      expect(tokenizer.decode([bosId, first, unkId, ...rest, eosId, padId, padId])).toBe('Hello, world!');
    });

    it('has one unknown for what it never saw', () => {
      expect(tokenizer.encode('le 𝒳ж le')).toContain(unkId);
    });

    it('takes text in NFKC', () => {
      expect(tokenizer.encode('ﬁn… é')).toEqual(tokenizer.encode('fin... e\u0301'));
    });

    it('gives arrays that the caller may change', () => {
      const ids = tokenizer.encode('Hello, world!');
      ids.fill(padId);
      expect(tokenizer.encode('Hello, world!')).not.toContain(padId);
    });

    it.each([-1, vocabSize, 1.5, Number.NaN])('refuses the id %d', (id) => {
      expect(() => tokenizer.decode([unkId, id])).toThrow(ValueError);
      expect(() => tokenizer.tokens([unkId, id])).toThrow(`from 0 to ${vocabSize - 1}; got ${id}`);
    });

    it('comes back from its JSON as it was', () => {
      const text = JSON.stringify(tokenizer);
      for (const restored of [tokenizerFromJSON(text), tokenizerFromJSON(JSON.parse(text))]) {
        expect(restored.constructor).toBe(tokenizer.constructor);
        expect(JSON.stringify(restored)).toBe(text);
        for (const sentence of conformanceSentences) {
          expect(restored.encode(sentence)).toEqual(tokenizer.encode(sentence));
          expect(restored.decode(restored.encode(sentence))).toBe(sentence);
        }
      }
    });

    it.each<[string, (json: TokenizerJSON) => unknown, string]>([
      ['no object', () => [], 'must hold an object'],
      ['no model', (json) => ({ ...json, model: undefined }), 'there must be a model'],
      ['a foreign model', (json) => withModel(json, { type: 'Unigram' }), 'BPE or WordLevel; got Unigram'],
      ['no vocab', (json) => withModel(json, { vocab: undefined }), 'must have a vocab'],
      ['an id twice', (json) => withVocab(json, { le: 5, la: 5 }), 'each once'],
      [
        'an id missing',
        (json) => withVocab(json, { brandNew: vocabSize + 1 }),
        'each once; token "brandNew"',
      ],
      ['an id that is text', (json) => withVocab(json, { brandNew: String(vocabSize) }), 'each once'],
      ['no specials', (json) => withModel(json, { vocab: { a: 0 } }), 'must have <pad>'],
      [
        'another normalizer',
        (json) => ({ ...json, normalizer: { type: 'NFD' } }),
        'normalizer must be {"type":"NFKC"}',
      ],
      ['no pre_tokenizer', (json) => ({ ...json, pre_tokenizer: null }), 'pre_tokenizer must be'],
      ['another decoder', (json) => ({ ...json, decoder: { type: 'WordPiece' } }), 'decoder must be'],
      ['no added tokens', (json) => ({ ...json, added_tokens: undefined }), 'list of added_tokens'],
      [
        'a foreign added token',
        (json) => ({ ...json, added_tokens: [{ id: 9999, content: '<x>' }] }),
        'same id',
      ],
    ])('refuses a file with %s', (_, damage, message) => {
      const damaged = damage(JSON.parse(JSON.stringify(tokenizer)));
      expect(() => tokenizerFromJSON(damaged)).toThrow(DataError);
      expect(() => tokenizerFromJSON(damaged)).toThrow(message);
    });

    it('refuses a file that is cut short', () => {
      const text = JSON.stringify(tokenizer);
      expect(() => tokenizerFromJSON(text.slice(0, -9))).toThrow(DataError);
    });

    it('needs text to learn from', () => {
      expect(() => train([])).toThrow(DataError);
      expect(() => train(['', ''])).toThrow(DataError);
    });
  });
}

const withModel = (json: TokenizerJSON, change: object) => ({ ...json, model: { ...json.model, ...change } });
const withVocab = (json: TokenizerJSON, change: object) =>
  withModel(json, { vocab: { ...json.model.vocab, ...change } });
