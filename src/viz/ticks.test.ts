import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTick, ticks } from './ticks.ts';

describe('ticks', () => {
  it.each([
    [0, 5.87, 5, [0, 2, 4, 6]],
    [0, 94, 5, [0, 20, 40, 60, 80, 100]],
    [0, 4000, 4, [0, 1000, 2000, 3000, 4000]],
    [0, 0.33, 5, [0, 0.1, 0.2, 0.3, 0.4]],
    [-1, 1, 4, [-1, -0.5, 0, 0.5, 1]],
    [0, 0, 5, [0, 0.2]],
  ])('from %d to %d, about %d', (min, max, count, expected) => {
    expect(ticks(min, max, count)).toEqual(expected);
  });

  it('spans the range with few, even, rising steps', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        value,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 9 }),
        (min, span, count) => {
          const steps = ticks(min, min + span, count);
          const slack = 1e-6 * (Math.abs(min) + span);
          expect(steps[0]).toBeLessThanOrEqual(min + slack);
          expect(steps[steps.length - 1]).toBeGreaterThanOrEqual(min + span - slack);
          expect(steps.length).toBeGreaterThanOrEqual(2);
          expect(steps.length).toBeLessThanOrEqual(count + 3);
          for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThan(steps[i - 1]);
        },
      ),
    );
  });
});

it.each([
  [0, '0'],
  [0.30000000000000004, '0.3'],
  [4000, '4000'],
  [20_000, '20k'],
  [1_500_000, '1.5M'],
])('formatTick(%d) is %s', (value, text) => {
  expect(formatTick(value)).toBe(text);
});
