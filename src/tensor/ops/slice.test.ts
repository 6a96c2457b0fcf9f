import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { Rng, randomNormal, ShapeError, tensor, tidy } from '../index.ts';
import { pad } from './pad.ts';
import { slice } from './slice.ts';
import { transpose } from './transpose.ts';

describe('slice', () => {
  it('takes a range along any axis, without a copy', () => {
    tidy(() => {
      const x = tensor([
        [0, 1, 2],
        [3, 4, 5],
      ]);
      for (const y of layouts(x)) {
        expect(slice(y, 1, 1).read()).toEqual(Float32Array.of(1, 2, 4, 5));
        expect(slice(y, -1, 0, -1).read()).toEqual(Float32Array.of(0, 1, 3, 4));
        expect(slice(slice(y, 0, -1), 1, 1, 2).read()).toEqual(Float32Array.of(4));
        expect(slice(y, 0, 1, 1).shape).toEqual([0, 3]);
      }
      expect(slice(x, 1, 1).pointer).toBe(x.pointer + 4);
    });
  });

  it('passes gradients back to where the elements were', () => {
    tidy(() => {
      const x = randomNormal([3, 5, 2], new Rng(1));
      checkGradients((x) => slice(x, 1, 1, 4), [x]);
      checkGradients((x) => slice(transpose(x, 0, 1), 1, 1), [x]);
    });
  });

  it('refuses places outside the axis', () => {
    tidy(() => {
      const x = randomNormal([3, 5], new Rng(1));
      expect(() => slice(x, 1, 2, 6)).toThrow(
        'needs 0 <= start <= end <= 5 along axis 1 of [3, 5]; got 2 and 6',
      );
      expect(() => slice(x, 1, 3, 2)).toThrow(ShapeError);
      expect(() => slice(x, 1, -6)).toThrow(ShapeError);
      expect(() => slice(x, 2, 0)).toThrow(ShapeError);
    });
  });
});

describe('pad', () => {
  it('puts a value around a tensor of any type', () => {
    tidy(() => {
      const widths: [number, number][] = [
        [1, 0],
        [0, 2],
      ];
      expect(pad(tensor([[1, 2]]), widths, 9).read()).toEqual(Float32Array.of(9, 9, 9, 9, 1, 2, 9, 9));
      expect(pad(tensor([[1, 2]], { dtype: 'int32' }), widths, -1).read()).toEqual(
        Int32Array.of(-1, -1, -1, -1, 1, 2, -1, -1),
      );
      expect(pad(tensor([[true, false]]), widths, 1).read()).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 0, 1, 1));
    });
  });

  it('passes gradients back from the middle', () => {
    tidy(() => {
      const widths: [number, number][] = [
        [1, 2],
        [0, 1],
      ];
      checkGradients((x) => pad(x, widths), [randomNormal([3, 5], new Rng(1))]);
      checkGradients((x) => transpose(pad(transpose(x), widths)), [randomNormal([3, 5], new Rng(1))]);
    });
  });

  it('refuses widths that do not fit', () => {
    tidy(() => {
      expect(() => pad(tensor([1, 2]), [])).toThrow(ShapeError);
      expect(() => pad(tensor([1, 2]), [[-1, 0]])).toThrow('pad: needs [before, after]');
    });
  });
});
