import { describe, expect, it } from 'vitest';
import { ShapeError } from '../tensor/errors.ts';
import { attentionEntropy } from './attentionEntropy.ts';

describe('attentionEntropy', () => {
  it('is 0 for a sharp row and ln S for a uniform one', () => {
    expect(attentionEntropy([0, 1, 0], 3)).toBe(0);
    expect(attentionEntropy(new Float32Array(7).fill(1 / 7), 7)).toBeCloseTo(Math.log(7), 6);
  });

  it('is the mean over rows, queries that may look at nothing left out', () => {
    const rows = [0.5, 0.5, 0, /**/ 0, 0, 0, /**/ 1, 0, 0, /**/ 0.25, 0.25, 0.5];
    expect(attentionEntropy(rows, 3)).toBeCloseTo((Math.LN2 + 0 + 1.5 * Math.LN2) / 3, 12);
    expect(attentionEntropy([0, 0], 2)).toBe(0);
    expect(attentionEntropy([], 5)).toBe(0);
  });

  it('refuses what is not whole rows', () => {
    expect(() => attentionEntropy([1, 0, 1], 2)).toThrow(ShapeError);
    expect(() => attentionEntropy([1], 0)).toThrow(ShapeError);
  });
});
