import { expect, it } from 'vitest';
import { perplexity } from './perplexity.ts';

it('is the number of choices that a uniform guess has', () => {
  expect(perplexity(Math.log(11))).toBeCloseTo(11, 12);
  expect(perplexity(0)).toBe(1);
});
