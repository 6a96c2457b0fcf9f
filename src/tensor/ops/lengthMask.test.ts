import { expect, it } from 'vitest';
import { lengthMask, tidy } from '../index.ts';

it('is true for what lies within each length', () => {
  tidy(() => {
    const mask = lengthMask([3, 0, 2], 3);
    expect(mask.dtype).toBe('bool');
    expect(mask.shape).toEqual([3, 3]);
    expect([...mask.read()]).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 0]);
    expect(lengthMask([0, 0], 0).shape).toEqual([2, 0]);
  });
});
