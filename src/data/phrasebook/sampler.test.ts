import { expect, it } from 'vitest';
import { Rng } from '../../tensor/rng.ts';
import { Sampler } from './sampler.ts';

it('follows its weights', () => {
  const sampler = new Sampler(new Rng(7));
  const counts = { often: 0, seldom: 0, never: 0 };
  for (let i = 0; i < 3000; i++) counts[sampler.weighted({ often: 3, seldom: 1, never: 0 })]++;
  expect(counts.never).toBe(0);
  expect(counts.often / counts.seldom).toBeGreaterThan(2.5);
  expect(counts.often / counts.seldom).toBeLessThan(3.5);
});

it('picks two different items', () => {
  const sampler = new Sampler(new Rng(7));
  for (let i = 0; i < 50; i++) {
    const [one, other] = sampler.pickTwo(['a', 'b', 'c']);
    expect(one).not.toBe(other);
  }
});

it('refuses weights of nothing', () => {
  expect(() => new Sampler(new Rng(7)).weighted({ none: 0 })).toThrow(/above zero/);
});
