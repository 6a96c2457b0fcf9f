import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { BpeTokenizer } from './bpeTokenizer.ts';
import { trainBpe } from './bpeTrainer.ts';
import fixture from './fixtures/bpe.json' with { type: 'json' };
import { SPECIAL_TOKENS } from './tokenizer.ts';

const sentences = readFileSync(new URL('fixtures/sentences.txt', import.meta.url), 'utf8').split('\n');

describe('against Hugging Face', () => {
  it('writes the very same file', () => {
    const trained = BpeTokenizer.train(sentences, { vocabSize: 400 });
    expect(JSON.stringify(trained)).toBe(JSON.stringify(fixture.tokenizer));
  });

  it('stops where pairs become rarer than minFrequency', () => {
    const trained = BpeTokenizer.train(sentences, { vocabSize: 100_000, minFrequency: 3 });
    expect(trained.toJSON().model).toMatchObject({ merges: fixture.minFrequency3 });
  });
});

/** Byte-pair encoding as it is told: count all pairs anew, merge the best everywhere, again. */
function naiveBpe(wordCounts: Map<string, number>, vocabSize: number): [string, string][] {
  const alphabet = [...new Set([...wordCounts.keys()].join(''))].sort();
  const tokens = [...SPECIAL_TOKENS, ...alphabet];
  let words = [...wordCounts].map(([word, count]) => ({ pieces: [...word], count }));
  const merges: [string, string][] = [];
  while (tokens.length < vocabSize) {
    const counts = new Map<string, number>();
    for (const { pieces, count } of words) {
      for (let i = 1; i < pieces.length; i++) {
        const pair = `${pieces[i - 1]} ${pieces[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    const rank = (pair: string) => pair.split(' ').map((token) => tokens.indexOf(token));
    const [best] = [...counts].sort(([a, countA], [b, countB]) => {
      const [left, right] = [rank(a), rank(b)];
      return countB - countA || left[0] - right[0] || left[1] - right[1];
    });
    if (!best) break;
    const [left, right] = best[0].split(' ');
    merges.push([left, right]);
    tokens.push(left + right);
    words = words.map(({ pieces, count }) => ({ pieces: mergeAll(pieces, left, right), count }));
  }
  return merges;
}

function mergeAll(pieces: string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const isPair = pieces[i] === left && pieces[i + 1] === right;
    merged.push(isPair ? left + right : pieces[i]);
    if (isPair) i++;
  }
  return merged;
}

it('finds the merges that counting everything anew finds', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.integer({ min: 1, max: 4 })), { minLength: 1 }), (entries) => {
      const counts = new Map(entries);
      expect(trainBpe(counts, SPECIAL_TOKENS, { vocabSize: 40 }).merges).toEqual(naiveBpe(counts, 40));
    }),
  );
});

it('keeps the whole alphabet where vocabSize has no room for it', () => {
  const { tokens, merges } = trainBpe(new Map([['cab', 2]]), SPECIAL_TOKENS, { vocabSize: 4 });
  expect(tokens).toEqual([...SPECIAL_TOKENS, 'a', 'b', 'c']);
  expect(merges).toEqual([]);
});

it('orders the alphabet by code point, not by UTF-16 unit', () => {
  const { tokens } = trainBpe(new Map([['👍ﬁb', 1]]), SPECIAL_TOKENS, { vocabSize: 4 });
  expect(tokens.slice(4)).toEqual(['b', 'ﬁ', '👍']);
});

it('reports each token that it adds', () => {
  const seen: number[][] = [];
  const onProgress = (tokens: number, vocabSize: number) => seen.push([tokens, vocabSize]);
  trainBpe(new Map([['abc', 2]]), SPECIAL_TOKENS, { vocabSize: 100, onProgress });
  expect(seen).toEqual([
    [8, 100],
    [9, 100],
  ]);
});

it('refuses what it cannot do', () => {
  expect(() => trainBpe(new Map([['a', 1]]), SPECIAL_TOKENS, { vocabSize: 3 })).toThrow(ValueError);
  expect(() => trainBpe(new Map([['a', 1]]), SPECIAL_TOKENS, { vocabSize: 10.5 })).toThrow(ValueError);
  expect(() => trainBpe(new Map(), SPECIAL_TOKENS, { vocabSize: 10 })).toThrow(DataError);
});
