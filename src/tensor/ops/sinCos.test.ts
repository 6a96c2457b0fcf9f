import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  concat,
  cos,
  Rng,
  randomNormal,
  ShapeError,
  sin,
  sinCos,
  type Tensor,
  tensor,
  tidy,
} from '../index.ts';

describe('sinCos', () => {
  expectNoLeaks();

  it('has sines and then cosines of any number of angles, in any layout', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
        fc.integer({ min: 0, max: 19 }),
        fc.integer(),
        (before, m, seed) => {
          tidy(() => {
            const shape = [...before, m];
            const x = randomNormal(shape, new Rng(seed)).mul(5);
            const angles = Array.from(x.read());
            const rows = Array.from({ length: m === 0 ? 0 : angles.length / m }, (_, i) =>
              angles.slice(i * m, (i + 1) * m),
            );
            const expected = rows.flatMap((row) => [...row.map(Math.sin), ...row.map(Math.cos)]);
            const out = sinCos(x);
            expect(out.shape).toEqual([...before, 2 * m]);
            expectClose(out, expected, 2e-6, 1);
          });
        },
      ),
      { numRuns: 60 },
    );
    tidy(() => {
      for (const x of layouts(randomNormal([3, 7], new Rng(1)))) {
        expectClose(sinCos(x), concat([sin(x), cos(x)], -1).read());
      }
    });
  });

  it.each([1, 4, 7])('has its gradient for %d angles a row', (m) => {
    tidy(() => checkGradients((x: Tensor) => sinCos(x), [randomNormal([5, m], new Rng(m))]));
  });

  it('needs an axis', () => {
    expect(() => tidy(() => sinCos(tensor(1)))).toThrow(ShapeError);
  });
});
