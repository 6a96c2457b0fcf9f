import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RangeExtremes } from './rangeExtremes.ts';

it('finds the least and the largest of every range', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 20 }), (values) => {
      const extremes = new RangeExtremes(values);
      for (let from = 0; from < values.length; from++) {
        expect(extremes.at(from)).toBe(values[from]);
        for (let to = from + 1; to <= values.length; to++) {
          const range = values.slice(from, to);
          expect(extremes.of(from, to)).toEqual({ least: Math.min(...range), most: Math.max(...range) });
        }
      }
    }),
  );
});
