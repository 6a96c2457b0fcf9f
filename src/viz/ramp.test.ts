import { describe, expect, it } from 'vitest';
import { hex, oklab, ramp } from './ramp.ts';

const steps = Array.from({ length: 101 }, (_, i) => i / 100);

describe.each(['light', 'dark'] as const)('ramp, %s', (scheme) => {
  it('is even in perceived lightness: each step as wide as the others, within rounding', () => {
    const lightness = steps.map((t) => oklab(ramp(t, scheme))[0]);
    const step = (lightness[100] - lightness[0]) / 100;
    expect(Math.abs(step)).toBeGreaterThan(0.006);
    for (const [i, value] of lightness.entries())
      expect(Math.abs(value - (lightness[0] + i * step))).toBeLessThan(0.005);
  });

  it('stays inside what a screen can show, so that nothing is clipped', () => {
    for (const t of steps)
      for (const channel of ramp(t, scheme)) expect(channel > 0 && channel < 255).toBe(true);
  });

  it('clips weights below 0 and above 1', () => {
    expect(ramp(-3, scheme)).toEqual(ramp(0, scheme));
    expect(ramp(1.2, scheme)).toEqual(ramp(1, scheme));
  });
});

it('ends dark on a light ground and bright on a dark one', () => {
  expect(oklab(ramp(1, 'light'))[0]).toBeLessThan(0.4);
  expect(oklab(ramp(1, 'dark'))[0]).toBeGreaterThan(0.9);
});

it('knows OKLab as published, and writes hex', () => {
  const [l, a, b] = oklab([255, 0, 0]);
  expect([l, a, b].map((value) => Number(value.toFixed(3)))).toEqual([0.628, 0.225, 0.126]);
  expect(hex([0, 10, 255])).toBe('#000aff');
});
