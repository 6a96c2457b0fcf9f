import { describe, expect, it } from 'vitest';
import type { SentencePair } from '../sentencePair.ts';
import { phrasebook } from './phrasebook.ts';
import { sentenceKey } from './split.ts';

const book = phrasebook();
const { train, valid, test } = book;
const pairs = [...train, ...valid, ...test];

function keys(side: keyof SentencePair, list: readonly SentencePair[]): Set<string> {
  return new Set(list.map((pair) => sentenceKey(pair[side])));
}

function words(side: keyof SentencePair): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pair of train) {
    for (const word of sentenceKey(pair[side]).split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

describe('phrasebook', () => {
  it('has as many distinct pairs as asked for, four in a hundred of them held out', () => {
    expect(pairs).toHaveLength(32_000);
    expect(new Set(pairs.map(({ source }) => source)).size).toBe(32_000);
    expect(valid.length / pairs.length).toBeCloseTo(0.02, 2);
    expect(test.length / pairs.length).toBeCloseTo(0.02, 2);
  });

  it('gives each French sentence one translation, whatever the seed', () => {
    const translations = new Map<string, string>();
    for (const { train, valid, test } of [book, phrasebook({ size: 12_000, seed: 1 })]) {
      for (const { source, target } of [...train, ...valid, ...test]) {
        const known = translations.get(sentenceKey(source));
        if (known) expect(sentenceKey(target), source).toBe(known);
        translations.set(sentenceKey(source), sentenceKey(target));
      }
    }
  });

  it('never holds out what is trained on, not even in a book of another size and seed', () => {
    const other = phrasebook({ size: 8_000, seed: 5 });
    for (const side of ['source', 'target'] as const) {
      const [trained, validated, tested] = [train, valid, test].map((list) => keys(side, list));
      for (const key of validated) expect(trained.has(key) || tested.has(key), key).toBe(false);
      for (const key of tested) expect(trained.has(key), key).toBe(false);
      for (const key of keys(side, [...other.valid, ...other.test]))
        expect(trained.has(key), key).toBe(false);
    }
  });

  it('is the same for a seed and different for another', () => {
    const small = phrasebook({ size: 2_000, seed: 3 });
    expect(phrasebook({ size: 2_000, seed: 3 })).toEqual(small);
    expect(phrasebook({ size: 2_000, seed: 4 })).not.toEqual(small);
  });

  it('begins with the greeting of the world', () => {
    expect(train[0]).toEqual({ source: 'Bonjour le monde', target: 'Hello world' });
    expect(train).toContainEqual({ source: 'Bonne nuit', target: 'Good night' });
    expect(train).toContainEqual({ source: 'Merci beaucoup.', target: 'Thank you very much.' });
    expect(phrasebook({ size: 1 }).train).toEqual([train[0]]);
  });

  it('has a vocabulary small enough to learn, and shows most of it often', () => {
    const english = [...words('target').values()];
    const french = [...words('source').values()];
    expect(english.length).toBeLessThan(750);
    expect(french.length).toBeLessThan(1_400);
    const rare = (counts: number[]) => counts.filter((count) => count < 10).length / counts.length;
    expect(rare(english)).toBeLessThan(0.08);
    expect(rare(french)).toBeLessThan(0.3);
  });

  it('writes sentences of three to ten words', () => {
    const lengths = pairs.map(({ target }) => target.split(' ').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(0.05 * lengths.length)]).toBeGreaterThanOrEqual(3);
    expect(lengths[Math.floor(0.9 * lengths.length)]).toBeLessThanOrEqual(10);
  });

  it.each([0, 1.5, Number.NaN, 1e9])('refuses the size %d', (size) => {
    expect(() => phrasebook({ size })).toThrow(/size must be/);
  });
});

/** Faults that no sentence of the book may have. */
const FRENCH_FAULTS: [fault: string, pattern: RegExp][] = [
  ['a missing elision', /(?<![^ ])([jmtsndc]|qu)e (?!huit|onze)[aeiouéêèâîôœh]/i],
  ['an article before a vowel', /(?<![^ ])l[ea] (?!huit|onze)[aeiouéêèâîôœh]/i],
  [
    'a feminine possessive or a masculine demonstrative before a vowel',
    /(?<![^ ])([mts]a|ce) [aeiouéêèâîôœ]/i,
  ],
  ['a missing contraction', /(?<![^ ])(à|de) les? /i],
  ['a small first letter', /^\p{Ll}/u],
  ['no space before its mark', /[^ ][?!]$/],
  ['stray spaces or leftovers', / {2}|undefined|^ | [.,]|['-]( |$)/],
];
const ENGLISH_FAULTS: [fault: string, pattern: RegExp][] = [
  ['a for an, or an for a', /\ba [aeiou]|\ban [^aeiou]/i],
  [
    'a verb that does not agree',
    /^(he|she|it) (are|am|were|have|do|want|like|eat)\b|^(I|you|we|they) (is|has|does|likes|eats)\b/i,
  ],
  ['a small first letter', /^\p{Ll}/u],
  ['stray spaces or leftovers', / {2}|undefined|^ | [.,?!]|-( |$)/],
];

it.each(FRENCH_FAULTS)('has no French sentence with %s', (_, fault) => {
  expect(pairs.find(({ source }) => fault.test(source))).toBeUndefined();
});

it.each(ENGLISH_FAULTS)('has no English sentence with %s', (_, fault) => {
  expect(pairs.find(({ target }) => fault.test(target))).toBeUndefined();
});
