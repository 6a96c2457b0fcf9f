import fc from 'fast-check';
import { expect, it } from 'vitest';
import { padBatch } from './padBatch.ts';

it('puts sequences under each other', () => {
  expect(padBatch([[5, 6, 7], Int32Array.of(8), []], 9)).toEqual({
    ids: Int32Array.of(5, 6, 7, 8, 9, 9, 9, 9, 9),
    lengths: [3, 1, 0],
    shape: [3, 3],
  });
  expect(padBatch([], 9)).toEqual({ ids: new Int32Array(0), lengths: [], shape: [0, 0] });
});

it('keeps every sequence', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(1000))), (sequences) => {
      const { ids, lengths, shape } = padBatch(sequences, 0);
      expect(ids).toHaveLength(shape[0] * shape[1]);
      const rows = lengths.map((length, row) => [...ids.subarray(row * shape[1], row * shape[1] + length)]);
      expect(rows).toEqual(sequences);
    }),
  );
});
