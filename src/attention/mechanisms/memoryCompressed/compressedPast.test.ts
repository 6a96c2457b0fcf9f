import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../../tensor/index.ts';
import { compressedPast } from './compressedPast.ts';

const sizes = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 }), fc.nat(6))
  .map(([L, factor, more]) => ({ L, factor, kernelSize: factor + more, windows: Math.ceil(L / factor) }));

describe('compressedPast', () => {
  it('lets each query see its whole past, in windows or as it is, and nothing else', () => {
    fc.assert(
      fc.property(sizes, ({ L, factor, kernelSize, windows }) => {
        const { allows } = compressedPast(factor, kernelSize).at(L, windows + L);
        for (let i = 0; i < L; i++) {
          const reached = new Set<number>();
          for (let t = 0; t < windows; t++) {
            if (!allows(i, t)) continue;
            for (let c = 0; c < kernelSize; c++) reached.add(t * factor + c);
          }
          // As it is: at least its own block, and itself.
          for (let j = i - (i % factor); j <= i; j++) expect(allows(i, windows + j)).toBe(true);
          for (let j = 0; j < L; j++) if (allows(i, windows + j)) reached.add(j);
          expect([...reached].sort((a, b) => a - b)).toEqual(Array.from({ length: i + 1 }, (_, j) => j));
        }
      }),
    );
  });

  it('says of rectangles what holds for their pairs', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), (size, at) => {
        const { L, factor, kernelSize, windows } = size;
        const S = windows + L;
        const { allows, block } = compressedPast(factor, kernelSize).at(L, S);
        const [i0, j0] = [at[0] % L, at[1] % S];
        const [i1, j1] = [i0 + 1 + (at[2] % (L - i0)), j0 + 1 + (at[3] % (S - j0))];
        const pairs: boolean[] = [];
        for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) pairs.push(allows(i, j));
        const said = block(i0, i1, j0, j1);
        if (said !== 'partial') expect(pairs.every((seen) => seen === (said === 'full'))).toBe(true);
      }),
    );
  });

  it('wants windows and positions', () => {
    expect(() => compressedPast(3, 3).at(7, 7)).toThrow(ShapeError);
  });
});
