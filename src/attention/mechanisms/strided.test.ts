import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  backward,
  copy,
  less,
  permute,
  Rng,
  randomNormal,
  randomUniform,
  requireGrad,
  ShapeError,
  type Tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { attention, causal, dilatedWindow, type Pattern, scaledDot, softmax, strided } from '../index.ts';

const under = (pattern: Pattern) => attention({ score: scaledDot(), normalizer: softmax(), pattern });

describeMechanism('strided attention', {
  L: 13,
  S: 13,
  make: () => strided({ stride: 3 }),
  makeCausal: () => strided({ stride: 3, causal: true }),
  limit: { make: () => strided({ stride: 1 }) },
});
describeMechanism('strided attention within a window, where the stride divides L', {
  L: 15,
  S: 15,
  make: () => strided({ stride: 3, window: 1 }),
  makeCausal: () => strided({ stride: 3, window: 1, causal: true }),
  limit: {
    make: () => strided({ stride: 5, window: 3, causal: true }),
    exact: () => under(dilatedWindow({ before: 3, after: 0 }, { dilation: 5 })),
  },
  large: { L: 213, S: 213 },
});

describe('strided', () => {
  expectNoLeaks();

  it('is attention under a window with gaps, whatever is padded, masked or laid out otherwise', () => {
    const anyCase = fc.record({
      L: fc.integer({ min: 1, max: 90 }),
      stride: fc.integer({ min: 1, max: 17 }),
      window: fc.oneof(fc.nat(9), fc.constant(Number.POSITIVE_INFINITY)),
      isCausal: fc.boolean(),
      lengths: fc.option(fc.tuple(fc.nat(90), fc.nat(90))),
      masked: fc.constantFrom(null, 'pairs', 'keys', 'all'),
      inRows: fc.boolean(),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(anyCase, ({ L, stride, window, isCausal, lengths, masked, inRows, seed }) =>
        tidy(() => {
          const [B, H, E, Ev] = [2, 3, 5, 7];
          const rng = new Rng(seed);
          const heads = (n: number): Tensor =>
            inRows ? permute(randomNormal([B, L, H, n], rng), [0, 2, 1, 3]) : randomNormal([B, H, L, n], rng);
          const shapes = { pairs: [L, L], keys: [B, 1, 1, L], all: [B, H, L, L] };
          const mask = masked && less(randomUniform(shapes[masked], rng), 0.7);
          const options = { lengths: lengths?.map((n) => Math.min(n, L)), mask };
          const inputs = [heads(E), heads(E), heads(Ev)];
          const g = randomNormal([B, H, L, Ev], rng);
          const run = (mechanism: ReturnType<typeof under>) => {
            const [q, k, v] = inputs.map((x) => requireGrad(inRows ? x.view() : copy(x)));
            const { output } = mechanism(q, k, v, options);
            backward(output, g);
            return [output, q.grad!, k.grad!, v.grad!];
          };
          const expected = run(
            under(dilatedWindow({ before: window, after: isCausal ? 0 : window }, { dilation: stride })),
          );
          for (const [i, actual] of run(strided({ stride, window, causal: isCausal })).entries())
            expectClose(actual, expected[i].read(), 3e-6, Math.sqrt(L));
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('costs what it looks at', () => {
    const shape = { B: 1, H: 8, L: 4096, S: 4096, E: 64, Ev: 64 };
    const every = under(causal()).cost({ ...shape, L: 64, S: 64 }).multiplyAdds;
    expect(strided({ stride: 64 }).cost(shape).multiplyAdds).toBe(64 * every);
    expect(strided({ stride: 16, window: 32 }).cost(shape).multiplyAdds).toBeLessThan(
      under(dilatedWindow(32, { dilation: 16 })).cost(shape).multiplyAdds / 4,
    );
  });

  it('copies nothing for heads that lie evenly', () => {
    const shape = { B: 2, H: 3, L: 192, S: 192, E: 5, Ev: 7 };
    const [output, sums] = [2 * 3 * 192 * 7, 2 * 3 * 192];
    expect(strided({ stride: 3 }).cost(shape).bytes).toBe(4 * (output + sums));
  });

  it('refuses what it is not for', () => {
    for (const stride of [0, -1, 2.5, Number.NaN]) expect(() => strided({ stride })).toThrow(ValueError);
    expect(() => strided({ stride: 0 })).toThrow('stride must be a whole number from 1 on; got 0');
    expect(() => strided({ stride: 2, window: -1 })).toThrow('strided: widths must be whole numbers');
    tidy(() => {
      const [q, k] = [5, 7].map((n) => randomNormal([2, 3, n, 5], new Rng(1)));
      expect(() => strided({ stride: 2 })(q, k, k)).toThrow(ShapeError);
      expect(() => strided({ stride: 2 })(q, k, k)).toThrow('L must be S; got L = 5 and S = 7');
      expect(() => strided({ stride: 2 })(k, k, k, { lengths: [8, 2] })).toThrow('lengths must be 2 whole');
      expect(() => strided({ stride: 2 }).cost({ B: 1, H: 1, L: 5, S: 7, E: 3, Ev: 3 })).toThrow(ShapeError);
    });
  });
});
