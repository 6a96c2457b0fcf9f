import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { Rng, randomNormal, sgdStep, tidy, zeros } from '../index.ts';

describe('sgdStep', () => {
  it('equals its formula in float64 for a list of any lengths, with velocity and without', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.nat(), (lengths, remembers, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const [lr, momentum, weightDecay] = [0.1, remembers ? 0.9 : 0, 0.05];
          const updates = lengths.map((n) => ({
            parameter: randomNormal([n], rng),
            gradient: randomNormal([n], rng),
            ...(remembers ? { velocity: zeros([n]) } : {}),
          }));
          const expected = updates.map(({ parameter, gradient }) => {
            const p = Float64Array.from(parameter.read());
            const g = gradient.read();
            const velocity = new Float64Array(p.length);
            for (let step = 0; step < 3; step++) {
              p.forEach((before, i) => {
                velocity[i] = momentum * velocity[i] + g[i] + weightDecay * before;
                p[i] = before - lr * velocity[i];
              });
            }
            return p;
          });
          for (let step = 0; step < 3; step++) sgdStep(updates, { lr, momentum, weightDecay });
          updates.forEach(({ parameter }, i) => {
            expectClose(parameter, expected[i], 2e-6, 1);
          });
        });
      }),
      { numRuns: 40 },
    );
  });
});
