import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linearRange, logarithmicRange, type Scale } from './scale.ts';

const values = ({ ticks }: Scale): number[] => ticks.map(({ value }) => value);

it('linearRange spans all values, from one round number to another', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const { at } = linearRange(min, max, 5);
      expect(at(min)).toBeGreaterThan(-1e-6);
      expect(at(max)).toBeLessThan(1 + 1e-6);
    }),
    {
      examples: [
        [1e-18, -5e-13],
        [5e-324, 0],
        [1, 1 + 1e-9],
        [1, 0.9999],
      ],
    }, // near the least that is told apart
  );
  expect(values(linearRange(52, 52, 4))).toEqual([45, 50, 55, 60]);
  const scale = linearRange(52, 68, 4);
  expect(values(scale)).toEqual([50, 55, 60, 65, 70]);
  expect([50, 60, 70].map(scale.at)).toEqual([0, 0.5, 1]);
});

it('logarithmicRange spans all values, from one of 1, 2 and 5 to another', () => {
  const number = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const scale = logarithmicRange(min, max);
      expect(scale.at(min)).toBeGreaterThan(-1e-6);
      expect(scale.at(max)).toBeLessThan(1 + 1e-6);
      expect(scale.ticks.length).toBeGreaterThan(1);
      expect(scale.ticks.length).toBeLessThan(18);
    }),
  );
  expect(values(logarithmicRange(12, 90))).toEqual([10, 20, 50, 100]);
  expect(values(logarithmicRange(3, 60_000))).toEqual([10, 100, 1000, 10_000, 100_000]);
  expect(values(logarithmicRange(50, 50))).toEqual([50, 100]);
  expect(logarithmicRange(10, 1000).at(100)).toBeCloseTo(0.5);
});
