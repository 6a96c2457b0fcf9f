import { describe, expect, it } from 'vitest';
import { ValueError } from '../../tensor/index.ts';
import { type ComparisonSettings, checkComparisonSettings, comparisonSettings } from './settings.ts';

const WHOLE = 'a whole number of at least 1';

describe('checkComparisonSettings', () => {
  const check = (other: object) => checkComparisonSettings({ ...comparisonSettings, ...other });

  it('takes the defaults, and the ends of ranges', () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ dropout: 0.99, warmup: 0, weightDecay: 0, clipNorm: Infinity })).not.toThrow();
    expect(() => check({ numLayers: 1, embedDim: 2, numHeads: 1, updates: 1, batchSize: 1 })).not.toThrow();
  });

  it.each<[keyof ComparisonSettings, string, unknown[]]>([
    ['embedDim', WHOLE, [0, -2, 1.5, Number.NaN, '64', undefined, [64]]],
    ['numHeads', WHOLE, [0]],
    ['feedForwardDim', WHOLE, [0]],
    ['numLayers', WHOLE, [0, 1.5]],
    ['dropout', 'a number of at least 0 and below 1', [-0.1, 1, Number.NaN, '0']],
    ['updates', WHOLE, [0, Infinity]],
    ['batchSize', WHOLE, [0]],
    ['learningRate', 'a finite number above 0', [0, Infinity]],
    ['warmup', 'a whole number of at least 0', [-1, 0.5]],
    ['weightDecay', 'a finite number of at least 0', [-1, Infinity]],
    ['clipNorm', 'a number above 0', [0, Number.NaN]],
  ])('names %s, its rule and what came', (name, rule, values) => {
    for (const value of values) {
      const got = typeof value === 'number' ? value : JSON.stringify(value);
      expect(() => check({ [name]: value })).toThrow(
        new ValueError(`compare: ${name} must be ${rule}; got ${got}`),
      );
    }
  });

  it('wants heads of one size', () => {
    expect(() => check({ numHeads: 3 })).toThrow(
      'compare: embedDim must be a multiple of numHeads; got 64 and 3',
    );
  });
});
