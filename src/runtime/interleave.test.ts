import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deinterleave, interleave } from './interleave.ts';

it('gives back what it took, whatever the lengths', () => {
  const bytes = fc
    .tuple(fc.integer({ min: 0, max: 40_000 }), fc.nat(255))
    .map(([length, first]) => Uint8Array.from({ length }, (_, i) => (first + 7 * i * i) & 255));
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [c, d] = deinterleave(interleave(a, b), [a.length, b.length]);
      expect([Buffer.compare(a, c), Buffer.compare(b, d)]).toEqual([0, 0]);
    }),
  );
});

it('lets the compressor see that two arrays are nearly the same', () => {
  let state = 1;
  const noise = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  };
  const a = Uint8Array.from({ length: 90_001 }, noise);
  // A byte more here and there, as where one instruction becomes two.
  const b = Uint8Array.from([...a].flatMap((byte, i) => (i % 1000 === 999 ? [byte, 7] : [byte])));
  const size = deflateRawSync(interleave(a, b), { level: 9 }).length;
  expect(size).toBeLessThan(1.2 * deflateRawSync(a, { level: 9 }).length);
});
