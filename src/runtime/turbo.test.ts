import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEngine, type TestEngine } from '../../test/support/engine.ts';
import { Rng } from '../tensor/rng.ts';
import { canRevectorize, setRevectorize } from './builds.ts';
import { checkTurbo } from './turbo.ts';

describe('turbo', () => {
  it('is checked, and says what was found', () => {
    const { passed, finding } = checkTurbo();
    expect(finding).toMatch(passed ? /^\d+\.\d times as fast/ : /.+/);
    if (!canRevectorize()) expect(passed).toBe(false);
  });
});

/** Runs the same on r8 and on r16, whose vectors V8 joins where it can, and compares bits. */
function sameBits(work: (engine: TestEngine) => Float32Array): void {
  if (canRevectorize()) setRevectorize(true);
  const [narrow, wide] = engines.map(work);
  expect(Buffer.from(wide.buffer).equals(Buffer.from(narrow.buffer))).toBe(true);
}

if (canRevectorize()) setRevectorize(true);
const engines = [makeEngine('r8', 1), makeEngine('r16', 1)];

describe('r16 gives the bits of r8', () => {
  it('in products, set and added', () => {
    const extent = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(
        extent,
        // One column alone is taken by another way, in another order.
        fc.integer({ min: 2, max: 90 }),
        fc.oneof(extent, fc.integer({ min: 250, max: 530 })),
        fc.boolean(),
        fc.nat(),
        (m, n, k, add, seed) => {
          sameBits((engine) => {
            const rng = new Rng(seed);
            const numbers = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
            const [a, b, c] = [m * k, k * n, m * n].map((size) => engine.place(numbers(size)));
            engine.kernels.gemm(m, n, k, a, k, 1, b, n, 1, c, n, add ? c : 0, n, 0);
            const result = engine.read(c, m * n);
            for (const p of [a, b, c]) engine.kernels.release(p);
            return result;
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('in attention, forward and backward', () => {
    // One query alone is taken by another way, in another order.
    const queries = fc.integer({ min: 2, max: 200 });
    const keys = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(queries, keys, fc.integer({ min: 1, max: 70 }), fc.nat(), (L, S, E, seed) => {
        sameBits((engine) => attention(engine, L, S, E, seed));
      }),
      { numRuns: 60 },
    );
  });
});

/** One head: output, sums and gradients, one after the other. */
function attention(
  { kernels, place, room, read }: TestEngine,
  L: number,
  S: number,
  E: number,
  seed: number,
) {
  const rng = new Rng(seed);
  const numbers = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  const [q, k, v, g] = [L * E, S * E, S * E, L * E].map((size) => place(numbers(size)));
  const [out, lse, dq, dk, dv] = [L * E, L, L * E, S * E, S * E].map(room);
  const at = (p: number, rows: number) => [p, rows * E, rows * E, E] as const;
  const common = [
    ...([1, 1, 1, L, S, E, E] as const),
    ...at(q, L),
    ...at(k, S),
    ...at(v, S),
    ...([0.3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0] as const),
    ...at(out, L),
    lse,
  ] as const;
  kernels.attentionForward(...common);
  kernels.attentionBackward(...common, ...at(g, L), ...at(dq, L), ...at(dk, S), ...at(dv, S), 0, 0);
  const results = [read(out, L * E), read(lse, L), read(dq, L * E), read(dk, S * E), read(dv, S * E)];
  for (const p of [q, k, v, g, out, lse, dq, dk, dv]) kernels.release(p);
  return Float32Array.from(results.flatMap((part) => [...part]));
}
