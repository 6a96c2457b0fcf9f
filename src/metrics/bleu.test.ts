import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueError } from '../tensor/errors.ts';
import { type BleuScore, corpusBleu, formatBleu, sentenceBleu } from './bleu.ts';

interface Case {
  name: string;
  hypotheses: string[];
  references: (string | null)[][];
  corpus: BleuScore;
  sentences: Omit<BleuScore, 'signature'>[];
}

// What sacreBLEU says; fixtures/bleu.py writes it.
const { bleu: cases }: { bleu: Case[] } = JSON.parse(
  readFileSync(new URL('./fixtures/bleu.json', import.meta.url), 'utf8'),
);

function expectEqual(actual: BleuScore, expected: Omit<BleuScore, 'signature'>): void {
  expect(actual.matches).toEqual(expected.matches);
  expect(actual.totals).toEqual(expected.totals);
  expect(actual.hypothesisLength).toBe(expected.hypothesisLength);
  expect(actual.referenceLength).toBe(expected.referenceLength);
  expect(actual.score).toBeCloseTo(expected.score, 9);
  expect(actual.brevityPenalty).toBeCloseTo(expected.brevityPenalty, 12);
  for (const [i, precision] of expected.precisions.entries())
    expect(actual.precisions[i]).toBeCloseTo(precision, 12);
}

describe.each(cases)('sacreBLEU fixture: $name', ({ hypotheses, references, corpus, sentences }) => {
  it('corpusBleu', () => {
    const actual = corpusBleu(hypotheses, references);
    expectEqual(actual, corpus);
    expect(actual.signature).toBe(corpus.signature);
  });

  it('sentenceBleu', () => {
    for (const [i, expected] of sentences.entries())
      expectEqual(sentenceBleu(hypotheses[i], references[i]), expected);
  });
});

const sentence = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '1,5', 'x-y', '.'), { minLength: 4, maxLength: 9 })
  .map((words) => words.join(' '));

describe('corpusBleu', () => {
  it('lies from 0 to 100, and is 100 where the hypotheses are among their references', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sentence, sentence), { minLength: 1, maxLength: 5 }), (pairs) => {
        const hypotheses = pairs.map(([hypothesis]) => hypothesis);
        const { score } = corpusBleu(
          hypotheses,
          pairs.map(([, reference]) => [reference]),
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 + 1e-9);
        expect(corpusBleu(hypotheses, pairs).score).toBeCloseTo(100, 9);
      }),
    );
  });

  it('does not depend on the order of the sentences nor of the references', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sentence, sentence, sentence), { minLength: 1, maxLength: 5 }),
        (rows) => {
          const forward = corpusBleu(
            rows.map(([hypothesis]) => hypothesis),
            rows.map(([, first, second]) => [first, second]),
          );
          const reversed = rows.toReversed();
          const backward = corpusBleu(
            reversed.map(([hypothesis]) => hypothesis),
            reversed.map(([, first, second]) => [second, null, first]),
          );
          expect(backward).toEqual(forward);
        },
      ),
    );
  });

  it('is written as sacreBLEU writes it', () => {
    const bleu = corpusBleu(
      ['The cat sat on the mat .', 'A dog slept'],
      [['The cat sat on a mat.'], ['A dog slept.']],
    );
    expect(formatBleu(bleu)).toBe(
      'BLEU = 48.77 90.0/75.0/50.0/25.0 (BP = 0.905 ratio = 0.909 hyp_len = 10 ref_len = 11)',
    );
  });

  it('says what is wrong with its input', () => {
    expect(() => corpusBleu([], [])).toThrow(ValueError);
    expect(() => corpusBleu(['a', 'b'], [['a', 'b']])).toThrow('2 hypotheses and 1 lists');
    expect(() => corpusBleu(['a', 'b'], [['a'], [null, undefined]])).toThrow(
      'hypothesis 1 must have at least one',
    );
    expect(() => sentenceBleu('a', [])).toThrow(ValueError);
  });
});
