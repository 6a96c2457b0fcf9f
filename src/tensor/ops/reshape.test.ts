import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { Rng, randomNormal, ShapeError, type Tensor, tensor, tidy } from '../index.ts';
import { broadcastTo } from './broadcastTo.ts';
import { copy } from './copy.ts';
import { expandDims, squeeze } from './expandDims.ts';
import { reshape } from './reshape.ts';
import { slice } from './slice.ts';
import { permute, transpose } from './transpose.ts';

/** Takes a dense tensor through views: permuted, cut and stretched as the numbers say. */
function someView(dense: Tensor, choices: readonly number[]): Tensor {
  return choices.reduce((x, choice) => {
    const axis = choice % x.rank;
    if (choice % 3 === 0) return transpose(x, axis, 0);
    if (choice % 3 === 1 && x.shape[axis] > 1) return slice(x, axis, 1);
    return x.shape[axis] === 1 ? broadcastTo(x, x.shape.with(axis, 2)) : x;
  }, dense);
}

/** All factors of the number, dealt out over a few axes, with some of extent 1. */
function regroup(size: number, rng: Rng): number[] {
  const shape = Array.from({ length: 1 + rng.integer(4) }, () => 1);
  for (let rest = size, p = 2; rest > 1; ) {
    if (rest % p === 0) {
      shape[rng.integer(shape.length)] *= p;
      rest /= p;
    } else p++;
  }
  return shape;
}

describe('reshape', () => {
  it('of any view equals reshaping a copy', () => {
    const extents = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(extents, fc.array(fc.nat(99), { maxLength: 4 }), fc.nat(), (extents, choices, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const x = someView(randomNormal(extents, rng), choices);
          const shape = regroup(x.size, rng);
          const y = reshape(x, shape);
          expect(y.shape).toEqual(shape);
          expect(y.read()).toEqual(copy(x).read());
          expect(copy(y).read()).toEqual(y.read());
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('is a view where memory allows', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 5], new Rng(1));
      const pointers = [
        reshape(x, [6, 5]),
        reshape(transpose(x, 0, 1), [3, 2, 5, 1]),
        reshape(slice(x, 2, 0, 3), [6, 3]),
        reshape(permute(x, [2, 0, 1]), [5, 6]),
        reshape(slice(x, 2, 0, 1), [1, 6]),
      ].map((y) => y.pointer);
      expect(new Set(pointers)).toEqual(new Set([x.pointer]));
      expect(reshape(transpose(x), [30]).pointer).not.toBe(x.pointer);
    });
  });

  it('infers one extent', () => {
    tidy(() => {
      expect(reshape(randomNormal([2, 3, 5], new Rng(1)), [-1, 10]).shape).toEqual([3, 10]);
      expect(reshape(tensor([]), [0, 3]).shape).toEqual([0, 3]);
    });
  });

  it('passes gradients back', () => {
    tidy(() => {
      checkGradients((x) => reshape(transpose(x), [3, 10]), [randomNormal([2, 3, 5], new Rng(1))]);
    });
  });

  it('says how many elements there are', () => {
    tidy(() => {
      const x = randomNormal([2, 3], new Rng(1));
      expect(() => reshape(x, [4])).toThrow(ShapeError);
      expect(() => reshape(x, [4])).toThrow('got [2, 3] (6) and [4]');
      expect(() => reshape(x, [-1, 4])).toThrow(ShapeError);
    });
  });
});

describe('expandDims and squeeze', () => {
  it('put an axis of extent 1 in and take it out', () => {
    tidy(() => {
      const x = randomNormal([2, 3], new Rng(1));
      expect(expandDims(x, 0).shape).toEqual([1, 2, 3]);
      expect(expandDims(x, 1).shape).toEqual([2, 1, 3]);
      expect(expandDims(x, -1).shape).toEqual([2, 3, 1]);
      expect(squeeze(expandDims(x, -2), 1).shape).toEqual([2, 3]);
      checkGradients((x) => squeeze(expandDims(x, 1), -2), [x]);
      expect(() => squeeze(x, 0)).toThrow('axis 0 must have extent 1; got [2, 3]');
      expect(() => expandDims(x, 3)).toThrow(ShapeError);
    });
  });
});

describe('permute, transpose and broadcastTo', () => {
  it('read the right elements and pass gradients back', () => {
    tidy(() => {
      const x = randomNormal([2, 3, 5], new Rng(1));
      const y = permute(x, [2, 0, 1]).read();
      const at = x.read();
      expectClose(
        permute(x, [2, 0, 1]),
        Array.from(y, (_, i) => at[(Math.floor(i / 3) % 2) * 15 + (i % 3) * 5 + Math.floor(i / 6)]),
      );
      checkGradients((x) => permute(x, [2, 0, 1]), [x]);
      checkGradients((x) => transpose(x, 0, -1), [x]);
      checkGradients((x) => broadcastTo(x, [7, 2, 3, 5]), [randomNormal([2, 1, 5], new Rng(2))]);
      expect(() => permute(x, [0, 1])).toThrow(ShapeError);
      expect(() => permute(x, [0, 1, 1])).toThrow(ShapeError);
      expect(() => broadcastTo(x, [3, 5])).toThrow(ShapeError);
    });
  });
});
