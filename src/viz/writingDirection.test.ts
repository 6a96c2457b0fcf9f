import { expect, it } from 'vitest';
import { isRightToLeft } from './writingDirection.ts';

it.each([
  [['القط', 'cat'], true],
  [['«', 'שלום'], true],
  [['cat', 'القط'], false],
  [['日本'], false],
  [['1', '.'], false],
  [[], false],
])('%j', (words, expected) => {
  expect(isRightToLeft(words)).toBe(expected);
});
