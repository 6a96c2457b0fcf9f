import { describe, expect, it } from 'vitest';
import { gradientOverDistance } from '../../bench/distance/gradientOverDistance.ts';
import { CONV_LAYERS, KERNEL_SIZE } from '../../bench/distance/networks.ts';

const setting = { distance: 50, dim: 8, sequences: 4, seeds: 5 };

describe('the gradient to an input far back, at initialization', () => {
  it.each(['RNN', 'LSTM', 'GRU'] as const)('fades in an %s as fast as a power of the distance', (network) => {
    const norms = gradientOverDistance(network, setting);
    expect(norms[0]).toBeGreaterThan(0.01);
    // Each ten steps take at least a factor of five.
    for (let at = 10; at <= 50; at += 10) expect(norms[at]).toBeLessThan(norms[at - 10] / 5);
    expect(norms[50]).toBeLessThan(norms[0] * 1e-5);
  });

  it('does not fade in self-attention', () => {
    const norms = gradientOverDistance('self-attention', setting);
    const mean = (from: number, to: number): number =>
      norms.slice(from, to).reduce((sum, norm) => sum + norm) / (to - from);
    const ratio = mean(41, 51) / mean(1, 11);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
    expect(norms[50]).toBeGreaterThan(gradientOverDistance('LSTM', setting)[50] * 100);
  });

  it('ends where convolutions do', () => {
    const reach = CONV_LAYERS * (KERNEL_SIZE - 1);
    const norms = gradientOverDistance('convolutions', setting);
    expect(norms[reach]).toBeGreaterThan(0);
    expect(norms.slice(reach + 1).every((norm) => norm === 0)).toBe(true);
  });
});
