import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ValueError } from '../tensor/errors.ts';
import { accuracy } from './accuracy.ts';
import { confusion } from './confusion.ts';

it('counts what is right', () => {
  expect(accuracy(['a', 'b', 'a'], ['a', 'a', 'a'])).toBeCloseTo(2 / 3, 12);
  expect(accuracy(Int32Array.of(1, 2), [1, 2])).toBe(1);
  expect(() => accuracy([], [])).toThrow('at least one; got 0 and 0');
  expect(() => accuracy([1], [1, 2])).toThrow(ValueError);
});

it('counts which label is taken for which', () => {
  const { counts } = confusion(['x', 'y', 'y', 'x'], ['x', 'x', 'y', 'x'], ['x', 'y', 'z']);
  expect(counts).toEqual([
    [2, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  expect(() => confusion(['q'], ['x'], ['x', 'y'])).toThrow('"q" is not among the labels x, y');
  expect(() => confusion(['x'], [], ['x'])).toThrow('got 1 and 0');
});

it('has the accuracy on the diagonal of the confusion', () => {
  const labels = ['a', 'b', 'c'];
  const label = fc.constantFrom(...labels);
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { minLength: 1 }), (pairs) => {
      const [predicted, truth] = [pairs.map(([p]) => p), pairs.map(([, t]) => t)];
      const { counts } = confusion(predicted, truth, labels);
      const right = counts.reduce((sum, row, i) => sum + row[i], 0);
      expect(counts.flat().reduce((sum, n) => sum + n)).toBe(pairs.length);
      expect(right / pairs.length).toBe(accuracy(predicted, truth));
    }),
  );
});
