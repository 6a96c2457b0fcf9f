import { expect, it } from 'vitest';
import { DataError } from '../tensor/errors.ts';
import { AugmentedBatches } from './augmentedBatches.ts';
import { LengthBatches } from './lengthBatches.ts';

const source = (size: number) =>
  new LengthBatches(
    Array.from({ length: size }, (_, i) => i),
    { lengths: () => [1], maxTokens: 3, seed: 5 },
  );
const augmented = (size = 11) =>
  new AugmentedBatches(source(size), (example, rng) => example + rng.uniform() / 2, 7);
const take = (batches: { next(): readonly number[] }, count: number) =>
  Array.from({ length: count }, () => [...batches.next()]);

it('changes the examples of each batch, every time in another way', () => {
  const plain = take(source(11), 8);
  const changed = take(augmented(), 8);
  expect(changed.map((batch) => batch.map(Math.floor))).toEqual(plain);
  expect(new Set(changed.flat()).size).toBe(22);
  expect(augmented().epochLength).toBe(4);
});

it('goes on where it was', () => {
  const batches = augmented();
  take(batches, 6);
  const state = JSON.parse(JSON.stringify(batches.state));
  const rest = take(batches, 7);
  const other = augmented();
  other.restore(state);
  expect(take(other, 7)).toEqual(rest);
  expect(() => augmented(12).restore(state)).toThrow(DataError);
});
