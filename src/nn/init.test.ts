import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/close.ts';
import { empty, Rng, ShapeError, type Tensor, tidy } from '../tensor/index.ts';
import { init } from './index.ts';

function statistics(x: Tensor): { low: number; high: number; mean: number; std: number } {
  const values = [...x.read()];
  const mean = values.reduce((a, b) => a + b) / values.length;
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return { low: Math.min(...values), high: Math.max(...values), mean, std };
}

function filled(initializer: init.Initializer, shape = [101, 53]): ReturnType<typeof statistics> {
  return tidy(() => {
    const target = empty(shape);
    initializer(target);
    return statistics(target);
  });
}

describe('init', () => {
  it.each([
    ['uniform', (rng: Rng) => init.uniform({ low: -2, high: 2, rng }), [101, 53], 2],
    ['xavierUniform', (rng: Rng) => init.xavierUniform({ rng }), [101, 53], Math.sqrt(6 / 154)],
    [
      'xavierUniform with a gain',
      (rng: Rng) => init.xavierUniform({ gain: 3, rng }),
      [101, 53],
      3 * Math.sqrt(6 / 154),
    ],
    ['kaimingUniform', (rng: Rng) => init.kaimingUniform({ rng }), [101, 53], Math.sqrt(6 / 53)],
    [
      'kaimingUniform as for Linear',
      (rng: Rng) => init.kaimingUniform({ negativeSlope: Math.sqrt(5), rng }),
      [101, 53],
      53 ** -0.5,
    ],
    [
      'kaimingUniform of a convolution',
      (rng: Rng) => init.kaimingUniform({ rng }),
      [101, 53, 3],
      Math.sqrt(6 / 159),
    ],
  ] as const)('%s fills its range evenly', (_, make, shape, bound) => {
    const { low, high, std } = filled(make(new Rng(3)), [...shape]);
    expect(low).toBeGreaterThanOrEqual(-bound);
    expect(high).toBeLessThan(bound);
    expect(relativeError([low, high], [-bound, bound])).toBeLessThan(0.005);
    expect(relativeError([std], [bound / Math.sqrt(3)])).toBeLessThan(0.02);
  });

  it('normal has its mean and deviation', () => {
    const { mean, std } = filled(init.normal({ mean: 3, std: 0.5, rng: new Rng(4) }));
    expect(mean).toBeCloseTo(3, 1);
    expect(relativeError([std], [0.5])).toBeLessThan(0.03);
  });

  it('gives the same numbers for the same seed, and refuses weights without fans', () => {
    expect(filled(init.normal({ rng: new Rng(5) }))).toEqual(filled(init.normal({ rng: new Rng(5) })));
    expect(() => filled(init.xavierUniform({ rng: new Rng(5) }), [7])).toThrow(ShapeError);
  });
});
