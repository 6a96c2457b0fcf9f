import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueError } from '../tensor/index.ts';
import { constant, cosine, inverseSquareRoot, linearDecay, noam, type Schedule } from './schedules.ts';

describe('schedules', () => {
  it('rise evenly to 1 at the end of the warm-up', () => {
    const steps = 1000;
    const make: ((warmup: number) => Schedule)[] = [
      (warmup) => constant({ warmup }),
      (warmup) => inverseSquareRoot({ warmup }),
      (warmup) => linearDecay({ warmup, steps }),
      (warmup) => cosine({ warmup, steps }),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...make),
        fc.integer({ min: 2, max: 500 }),
        fc.nat(),
        (schedule, warmup, n) => {
          const factor = schedule(warmup);
          const step = 1 + (n % (warmup - 1));
          expect(factor(step)).toBeCloseTo(step / warmup, 12);
          expect(factor(warmup)).toBeCloseTo(1, 12);
          expect(factor(warmup + 1)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('fall as they say', () => {
    expect(constant()(12345)).toBe(1);
    expect(inverseSquareRoot({ warmup: 400 })(1600)).toBeCloseTo(0.5, 12);
    expect(linearDecay({ warmup: 100, steps: 500 })(400)).toBeCloseTo(0.25, 12);
    expect(linearDecay({ steps: 500, floor: 0.2 })(250)).toBeCloseTo(0.6, 12);
    expect(linearDecay({ warmup: 10 })(400, 0.75)).toBeCloseTo(0.25, 12);
    expect(cosine({ warmup: 100, steps: 500 })(300)).toBeCloseTo(0.5, 12);
    expect(cosine({ warmup: 100, steps: 500, floor: 0.1 })(200)).toBeCloseTo(
      0.1 + 0.9 * (0.5 + Math.SQRT1_2 / 2),
      12,
    );
  });

  it('stay at the floor when the steps are over', () => {
    for (const step of [500, 501, 9999]) {
      expect(linearDecay({ warmup: 100, steps: 500 })(step)).toBe(0);
      expect(cosine({ warmup: 100, steps: 500, floor: 0.1 })(step)).toBeCloseTo(0.1, 12);
    }
  });

  it('noam is the formula of the paper', () => {
    const schedule = noam({ dim: 512, warmup: 4000 });
    for (const step of [1, 100, 4000, 100_000]) {
      expect(schedule(step)).toBeCloseTo(512 ** -0.5 * Math.min(step ** -0.5, step * 4000 ** -1.5), 12);
    }
  });

  it('need a warm-up where the formula divides by it', () => {
    expect(() => inverseSquareRoot({ warmup: 0 })).toThrow(ValueError);
    expect(() => noam({ dim: 512, warmup: 0 })).toThrow('warmup must be at least 1 step; got 0');
  });
});
