import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkGaps, engines, FUZZ_TIMEOUT, fuzz, gather, lay, worst } from './fuzz.ts';

const extent = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 1, max: 150 }),
  fc.constantFrom(120, 121, 255, 256, 257, 513, 1025),
);

it(
  'products of any sizes and strides are those of float64, and write nothing beside',
  () => {
    const cases = fc.record({
      engine: fc.nat(engines.length - 1),
      m: extent,
      n: extent,
      k: fc.oneof(fc.constant(0), extent),
      transposed: fc.tuple(fc.boolean(), fc.boolean()),
      start: fc.constantFrom('zero', 'itself', 'row'),
      rectify: fc.boolean(),
    });
    fuzz(cases, ({ engine: which, m, n, k, transposed, start, rectify }, rng) => {
      if (m * n * k > 3e6) return;
      const engine = engines[which];
      const a = lay(engine, [m, k], rng, { transposed: transposed[0] });
      const b = lay(engine, [k, n], rng, { transposed: transposed[1] });
      const c = lay(engine, [m, n], rng, { values: false });
      const bias = lay(engine, [1, n], rng);
      const [x, y, row] = [a, b, bias].map((part) => gather(engine, part));
      const before = Float64Array.from({ length: m * n }, () => Math.fround(rng.normal()));
      const view = new Float32Array(engine.memory.buffer, c.pointer, c.room);
      if (start === 'itself') {
        for (let i = 0; i < m; i++) view.set(before.subarray(i * n, (i + 1) * n), i * c.strides[0]);
      }
      const from = { zero: [0, 0], itself: [c.pointer, c.strides[0]], row: [bias.pointer, 0] }[start];
      engine.kernels.gemm(
        ...([m, n, k, a.pointer, a.strides[0], a.strides[1], b.pointer, b.strides[0], b.strides[1]] as const),
        ...([c.pointer, c.strides[0], from[0], from[1], rectify ? 1 : 0] as const),
      );
      const expected = Float64Array.from({ length: m * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let sum = { zero: 0, itself: before[at], row: row[j] }[start];
        for (let p = 0; p < k; p++) sum += x[i * k + p] * y[p * n + j];
        return rectify ? Math.max(0, sum) : sum;
      });
      expect(worst(gather(engine, c), expected, 4 * Math.sqrt(k + 1))).toBeLessThan(2e-6);
      checkGaps(engine, c);
      for (const { pointer } of [a, b, c, bias]) engine.kernels.release(pointer);
    });
  },
  FUZZ_TIMEOUT,
);
