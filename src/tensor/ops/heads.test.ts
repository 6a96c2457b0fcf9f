import { expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import {
  concat,
  copy,
  mergeHeads,
  permute,
  Rng,
  randomNormal,
  reshape,
  splitHeads,
  tidy,
  unstack,
} from '../index.ts';

const [B, L, n, H, E] = [2, 5, 3, 7, 11];

it('splits projections into heads, as reshaping and permuting would', () => {
  tidy(() => {
    const x = randomNormal([B, L, n * H * E], new Rng(1));
    const expected = unstack(reshape(x, [B, L, n, H, E]), 2).map((part) => permute(part, [0, 2, 1, 3]));
    splitHeads(x, new Array(n).fill(H)).forEach((part, i) => {
      expect(part.shape).toEqual([B, H, L, E]);
      expect(part.read()).toEqual(expected[i].read());
    });
    expect(() => splitHeads(x, [4, 4, 4])).toThrow('n = 4 + 4 + 4 heads; got [2, 5, 231]');
  });
});

it('splits projections of different numbers of heads', () => {
  tidy(() => {
    const x = randomNormal([B, L, (5 + 2 + 1) * E], new Rng(4));
    const parts = splitHeads(x, [5, 2, 1]);
    expect(parts.map(({ shape }) => shape[1])).toEqual([5, 2, 1]);
    const whole = concat(parts, 1);
    expect(whole.read()).toEqual(splitHeads(x, [8])[0].read());
    checkGradients((x) => concat(splitHeads(x, [2, 1]), 1), [randomNormal([2, 3, 15], new Rng(5))]);
  });
});

it('merges heads, however they lie in memory', () => {
  tidy(() => {
    const x = randomNormal([B, L, H * E], new Rng(2));
    const [heads] = splitHeads(x, [H]);
    const merged = mergeHeads(heads);
    expect(merged.storage).toBe(x.storage);
    expect(merged.read()).toEqual(x.read());
    expect(mergeHeads(copy(heads)).read()).toEqual(x.read());
  });
});

it('has the gradients of both', () => {
  tidy(() => {
    const rng = new Rng(3);
    checkGradients((x) => splitHeads(x, [3, 3])[1], [randomNormal([2, 3, 30], rng)]);
    checkGradients((x) => mergeHeads(x), [randomNormal([2, 3, 5, 7], rng)]);
    checkGradients((x) => mergeHeads(splitHeads(x, [3])[0]), [randomNormal([2, 5, 21], rng)]);
  });
});
