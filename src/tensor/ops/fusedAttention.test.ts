import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { type Allowed, referenceAttention } from '../../../test/support/referenceAttention.ts';
import { causal } from '../../attention/index.ts';
import { lower } from '../../attention/patterns/lower.ts';
import {
  backward,
  copy,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  tensor,
  tidy,
  ValueError,
} from '../index.ts';
import { type FusedAttentionOptions, fusedAttention } from './fusedAttention.ts';

function compare(sizes: number[], seed: number, options: FusedAttentionOptions, allowed: Allowed): void {
  tidy(() => {
    const [B, H, L, S, E, Ev] = sizes;
    const rng = new Rng(seed);
    const [q, k, v] = [
      [B, H, L, E],
      [B, H, S, E],
      [B, H, S, Ev],
    ].map((shape) => requireGrad(randomNormal(shape, rng)));
    const g = randomNormal([B, H, L, Ev], rng);
    const expected = referenceAttention({ q, k, v, g }, allowed);
    const out = fusedAttention(q, k, v, options);
    expectClose(out, expected.out);
    backward(out, g);
    // Gradients are differences of sums of Ev and of L products: where they cancel, rounding is a part of those sums.
    const scale = Math.sqrt(Math.max(Ev, L));
    expectClose(q.grad!, expected.dq, 2e-6, scale);
    expectClose(k.grad!, expected.dk, 2e-6, scale);
    expectClose(v.grad!, expected.dv, 2e-6, scale);
  });
}

describe('fusedAttention', () => {
  it('equals the definition, forward and backward, for any sizes', () => {
    const extent = (...large: number[]) =>
      fc.oneof(fc.integer({ min: 1, max: 24 }), fc.constantFrom(...large));
    fc.assert(
      fc.property(
        extent(64, 67, 129),
        extent(64, 127, 131, 260),
        extent(31, 32),
        extent(33),
        fc.nat(),
        (L, S, E, Ev, seed) => compare([1, 2, L, S, E, Ev], seed, {}, () => true),
      ),
      { numRuns: 40 },
    );
  });

  it('hides what comes later, with the ends aligned or the beginnings', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 140 }),
        fc.integer({ min: 1, max: 140 }),
        fc.boolean(),
        fc.nat(),
        (L, S, ends, seed) => {
          const offset = ends ? S - L : 0;
          const blocks = lower(causal({ align: ends ? 'end' : 'start' }), L, S, 1, 1);
          compare([1, 1, L, S, 5, 7], seed, { blocks }, (_b, _h, i, j) => j <= i + offset);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sees no key beyond the length of its sequence', () => {
    const lengths = [0, 3, 13];
    compare([3, 2, 5, 13, 7, 11], 1, { lengths }, (b, _h, _i, j) => j < lengths[b]);
    compare(
      [3, 2, 13, 13, 7, 11],
      1,
      { lengths, blocks: lower(causal(), 13, 13, 3, 2) },
      (b, _h, i, j) => j < lengths[b] && j <= i,
    );
  });

  it('takes any mask that broadcasts, and gives zeros to queries that may see nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<number[]>([2, 3, 71, 67], [1, 1, 71, 67], [2, 1, 1, 67], [71, 67], [67]),
        fc.nat(),
        (shape, seed) => {
          tidy(() => {
            const rng = new Rng(seed);
            const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
              rng.integer(3) === 0 ? 1 : 0,
            );
            if (shape.length > 1) data.fill(0, 0, 67);
            const mask = tensor(data, { shape });
            const [mB, mH, mL] = [...Array(4 - shape.length).fill(1), ...shape];
            compare([2, 3, 71, 67, 5, 7], seed, { mask }, (b, h, i, j) => {
              const row = ((mB > 1 ? b : 0) * mH + (mH > 1 ? h : 0)) * mL + (mL > 1 ? i : 0);
              return data[row * 67 + j] === 1;
            });
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('serves several heads of queries with one of keys', () => {
    for (const [H, Hk] of [
      [6, 2],
      [3, 1],
    ]) {
      tidy(() => {
        const rng = new Rng(H);
        const [L, S, E, Ev] = [67, 71, 5, 7];
        const [q, k, v] = [
          [2, H, L, E],
          [2, Hk, S, E],
          [2, Hk, S, Ev],
        ].map((shape) => requireGrad(randomNormal(shape, rng)));
        const g = randomNormal([2, H, L, Ev], rng);
        const expected = referenceAttention({ q, k, v, g }, () => true);
        const out = fusedAttention(q, k, v);
        expectClose(out, expected.out);
        backward(out, g);
        const scale = Math.sqrt(L * (H / Hk));
        expectClose(q.grad!, expected.dq, 2e-6, scale);
        expectClose(k.grad!, expected.dk, 2e-6, scale);
        expectClose(v.grad!, expected.dv, 2e-6, scale);
      });
    }
  });

  it('adds a bias that broadcasts, and gives it its gradient', () => {
    tidy(() => {
      const rng = new Rng(8);
      const [B, H, L, S] = [2, 3, 11, 7];
      for (const shape of [
        [B, H, L, S],
        [H, L, S],
        [B, 1, 1, S],
        [L, S],
      ]) {
        const inputs = [
          randomNormal([B, H, L, 5], rng),
          randomNormal([B, H, S, 5], rng),
          randomNormal([B, H, S, 3], rng),
          randomNormal(shape, rng),
        ];
        checkGradients((q, k, v, bias) => fusedAttention(q, k, v, { bias, lengths: [S, 5] }), inputs);
      }
    });
  });

  it('reads strided heads, and lays its output out so that heads merge', () => {
    tidy(() => {
      const rng = new Rng(5);
      const x = randomNormal([2, 7, 3, 5], rng);
      const heads = permute(x, [0, 2, 1, 3]);
      const dense = copy(heads);
      const out = fusedAttention(heads, heads, heads);
      expectClose(out, fusedAttention(dense, dense, dense).read() as Float32Array);
      expect(permute(out, [0, 2, 1, 3]).isDense).toBe(true);
      checkGradients(
        (q, k, v) =>
          fusedAttention(permute(q, [0, 2, 1, 3]), permute(k, [0, 2, 1, 3]), permute(v, [0, 2, 1, 3])),
        [
          randomNormal([2, 5, 3, 7], rng),
          randomNormal([2, 11, 3, 7], rng),
          randomNormal([2, 11, 3, 13], rng),
        ],
      );
    });
  });

  it('drops the share of weights asked for, the same in both passes', () => {
    tidy(() => {
      const rng = new Rng(6);
      const dropout = { p: 0.3, seed: 11 };
      const inputs = [
        randomNormal([1, 2, 7, 5], rng),
        randomNormal([1, 2, 11, 5], rng),
        randomNormal([1, 2, 11, 3], rng),
      ];
      checkGradients((q, k, v) => fusedAttention(q, k, v, { dropout }), inputs);
      const [L, S] = [70, 150];
      // With all keys alike and the identity as values the output is the map itself.
      const identity = tensor(
        Float32Array.from({ length: S * S }, (_, i) => (i % (S + 1) === 0 ? 1 : 0)),
        { shape: [1, 1, S, S] },
      );
      const map = fusedAttention(
        randomNormal([1, 1, L, 1], rng),
        randomNormal([1, 1, S, 1], rng, 0, 0),
        identity,
        { dropout },
      ).read();
      const dropped = map.filter((w) => w === 0).length / map.length;
      expect(dropped).toBeGreaterThan(0.28);
      expect(dropped).toBeLessThan(0.32);
      for (const w of map) expect(w === 0 || Math.abs(w - 1 / S / 0.7) < 1e-6).toBe(true);
    });
  });

  it('names what does not fit', () => {
    tidy(() => {
      const rng = new Rng(7);
      const q = randomNormal([2, 3, 5, 7], rng);
      expect(() => fusedAttention(q, randomNormal([2, 3, 5, 11], rng), q)).toThrow(ShapeError);
      expect(() => fusedAttention(q, q, q, { lengths: [1, 6] })).toThrow(
        'lengths must be 2 whole numbers (one a sequence) from 0 to 5',
      );
      expect(() => fusedAttention(q, q, q, { dropout: { p: 1, seed: 0 } })).toThrow(ValueError);
      expect(() => fusedAttention(q, q, q, { mask: q })).toThrow('must be bool');
      expect(() => fusedAttention(q, q, q, { bias: randomNormal([2, 5, 4], rng) })).toThrow(ShapeError);
      const two = randomNormal([2, 2, 5, 7], rng);
      expect(() => fusedAttention(q, two, two)).toThrow('must be a multiple of those of keys');
      const blocks = lower(causal(), 7, 7, 2, 3);
      expect(() => fusedAttention(q, q, q, { blocks })).toThrow('a block map for 7 queries and 7 keys');
    });
  });
});
