import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { type PairSplit, splitPairs } from './splitPairs.ts';

const somePairs = fc.array(
  fc.record({ source: fc.nat(60).map((n) => `s${n}`), target: fc.nat(60).map((n) => `t${n}`) }),
  { minLength: 5, maxLength: 80 },
);
const distinct = Array.from({ length: 100 }, (_, i) => ({ source: `s${i}`, target: `t${i}` }));

describe('splitPairs', () => {
  it('puts each pair into one part, in order, and no sentence into two', () => {
    let filled = 0;
    fc.assert(
      fc.property(somePairs, fc.nat(), (pairs, seed) => {
        const numbered = pairs.map((pair, index) => ({ ...pair, index }));
        let split: PairSplit<(typeof numbered)[number]>;
        try {
          split = splitPairs(numbered, { valid: 0.2, test: 2, seed });
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          return;
        }
        filled++;
        const parts = [split.train, split.valid, split.test];
        expect(parts.flat().sort((a, b) => a.index - b.index)).toEqual(numbered);
        for (const part of parts) expect(part).toEqual(part.toSorted((a, b) => a.index - b.index));
        for (const side of ['source', 'target'] as const) {
          const sentences = parts.flatMap((part) => [...new Set(part.map((pair) => pair[side]))]);
          expect(new Set(sentences).size).toBe(sentences.length);
        }
        expect(split.test.length).toBeLessThanOrEqual(2);
        expect(split.valid.length).toBeLessThanOrEqual(Math.round(0.2 * pairs.length));
      }),
    );
    expect(filled).toBeGreaterThan(10);
  });

  it('fills parts exactly where pairs are free', () => {
    const split = splitPairs(distinct, { valid: 0.07, test: 11, seed: 1 });
    expect([split.train.length, split.valid.length, split.test.length]).toEqual([82, 7, 11]);
  });

  it('holds nothing out unless asked', () => {
    expect(splitPairs(distinct, { seed: 1 })).toEqual({ train: distinct, valid: [], test: [] });
  });

  it('goes by the seed', () => {
    const test = (seed: number) => splitPairs(distinct, { test: 10, seed }).test;
    expect(test(3)).toEqual(test(3));
    expect(test(3)).not.toEqual(test(4));
  });

  it('follows sentences shared through other pairs', () => {
    const chain = ['a1', 'b1', 'b2', 'c2', 'c3'].map(([source, target]) => ({ source, target }));
    const alone = { source: 'z', target: '9' };
    expect(splitPairs([...chain, alone], { test: 3, seed: 5 }).test).toEqual([alone]);
    expect(() => splitPairs(chain, { test: 3, seed: 5 })).toThrow(DataError);
  });

  it.each([{ valid: -1 }, { test: 1.5 }, { test: Number.NaN }, { valid: 50, test: 50 }])(
    'refuses %o',
    (sizes) => {
      expect(() => splitPairs(distinct, { ...sizes, seed: 1 })).toThrow(ValueError);
    },
  );
});
