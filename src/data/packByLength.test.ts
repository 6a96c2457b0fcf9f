import { expect, it } from 'vitest';
import { packByLength } from './packByLength.ts';

it('packs by the last length, up to the longest length times the number', () => {
  const examples = [
    { name: 'a', sizes: [9, 3] },
    { name: 'b', sizes: [2, 1] },
    { name: 'c', sizes: [2, 2] },
    { name: 'd', sizes: [50, 2] },
    { name: 'e', sizes: [1, 4] },
    { name: 'f', sizes: [1, 3] },
  ];
  const batches = packByLength(examples, ({ sizes }) => sizes, 18);
  expect(batches.map((batch) => batch.map(({ name }) => name).join(''))).toEqual(['bc', 'd', 'af', 'e']);
});
