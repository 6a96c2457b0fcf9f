import { expect, it } from 'vitest';
import { sentenceKey, splitOf } from './split.ts';

it('sees through case, punctuation and spacing, but not through accents', () => {
  expect(sentenceKey("Où est l'école ?")).toBe(sentenceKey('où est  l’école'));
  expect(sentenceKey('ou')).not.toBe(sentenceKey('où'));
});

it('holds out two in a hundred for each purpose', () => {
  const counts = { train: 0, valid: 0, test: 0 };
  for (let i = 0; i < 20_000; i++) counts[splitOf(`sentence ${i}`)]++;
  expect(counts.valid / 20_000).toBeCloseTo(0.02, 2);
  expect(counts.test / 20_000).toBeCloseTo(0.02, 2);
});
