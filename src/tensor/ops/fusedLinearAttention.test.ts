import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, relativeError } from '../../../test/support/close.ts';
import { makeEngine } from '../../../test/support/engine.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  referenceFeatures,
  referenceLinearAttention,
} from '../../../test/support/referenceLinearAttention.ts';
import {
  abs,
  backward,
  DTypeError,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  tensor,
  tidy,
} from '../index.ts';
import { type FusedLinearAttentionOptions, fusedLinearAttention } from './fusedLinearAttention.ts';

interface Sizes {
  readonly B?: number;
  readonly H?: number;
  readonly Hk?: number;
  readonly L: number;
  readonly S: number;
  readonly F: number;
  readonly Ev: number;
}

type Allowed = Parameters<typeof referenceLinearAttention>[2];

function compare(
  { B = 2, H = 3, Hk = H, L, S, F, Ev }: Sizes,
  options: FusedLinearAttentionOptions,
  allowed: Allowed,
  seed = 1,
): void {
  tidy(() => {
    const rng = new Rng(seed);
    // Features that are given are positive, as those of most maps, so that sums of weights stay away from 0.
    const positive = options.features == null && options.divide !== false;
    const normal = (shape: number[]) => randomNormal(shape, rng);
    const features = (shape: number[]) => (positive ? abs(normal(shape)) : normal(shape));
    const q = requireGrad(features([B, H, L, F]).view());
    const k = requireGrad(features([B, Hk, S, F]).view());
    const v = requireGrad(normal([B, Hk, S, Ev]));
    const g = normal([B, H, L, Ev]);
    const feature = referenceFeatures[options.features?.name ?? 'given'];
    const expected = referenceLinearAttention({ q, k, v, g }, { feature, divide: options.divide }, allowed);
    const out = fusedLinearAttention(q, k, v, options);
    expectClose(out, expected.out, 3e-6);
    backward(out, g);
    // Gradients are differences of sums of Ev and of L products: where they cancel, rounding is a part of those sums.
    const scale = Math.sqrt(Math.max(Ev, L));
    expectClose(q.grad!, expected.dq, 2e-6, scale);
    expectClose(k.grad!, expected.dk, 2e-6, scale);
    expectClose(v.grad!, expected.dv, 2e-6, scale);
  });
}

interface ThreadedSizes {
  readonly H: number;
  readonly Hk: number;
  readonly n: number;
  readonly F: number;
  readonly Ev: number;
  readonly causal: boolean;
}

/** Output and gradients of one sequence, with features elu + 1, on so many threads. */
function onThreads(threads: number, { H, Hk, n, F, Ev, causal }: ThreadedSizes): Float32Array[] {
  const rng = new Rng(5);
  const random = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
  const [q, k, v, g] = [H * n * F, Hk * n * F, Hk * n * Ev, H * n * Ev].map(random);
  const engine = makeEngine('n8', threads);
  const { place, room, read, kernels } = engine;
  const strides = (width: number, heads: number) => [heads * n * width, n * width, width] as const;
  const [out, inverse] = [room(H * n * Ev), room(H * n)];
  const state = causal ? 0 : room(Hk * kernels.linearStateSize(F, Ev));
  const operands = [
    ...([1, H, Hk, n, n, F, Ev, 1, 0, 1, Number(causal)] as const),
    ...([place(q), ...strides(F, H)] as const),
    ...([place(k), ...strides(F, Hk)] as const),
    ...([place(v), ...strides(Ev, Hk)] as const),
    ...([0, 0, 0, 0, 0] as const),
    ...([out, ...strides(Ev, H), inverse, state] as const),
  ] as const;
  const [dq, dk, dv] = [H * n * F, Hk * n * F, Hk * n * Ev].map(room);
  kernels.linearAttentionForward(...operands);
  kernels.linearAttentionBackward(
    ...operands,
    ...([place(g), ...strides(Ev, H)] as const),
    ...([dq, ...strides(F, H)] as const),
    ...([dk, ...strides(F, Hk)] as const),
    ...([dv, ...strides(Ev, Hk)] as const),
  );
  const results = [read(out, H * n * Ev), read(dq, H * n * F), read(dk, Hk * n * F), read(dv, Hk * n * Ev)];
  engine.threads.end();
  return results;
}

const everything: Allowed = () => true;
const past: Allowed = (_b, _h, i, j) => j <= i;
const elu = { name: 'elu' } as const;

describe('fusedLinearAttention', () => {
  expectNoLeaks();

  it('equals the definition, forward and backward, for any sizes', () => {
    const extent = (...large: number[]) =>
      fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...large));
    fc.assert(
      fc.property(
        extent(64, 67, 131),
        extent(64, 65, 129),
        extent(32, 64, 67),
        extent(33, 64, 70),
        fc.nat(),
        (L, S, F, Ev, seed) => compare({ B: 1, H: 2, L, S, F, Ev }, { features: elu }, everything, seed),
      ),
      { numRuns: 30 },
    );
  });

  it('hides what comes later, for any sizes', () => {
    const extent = (...large: number[]) =>
      fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...large));
    fc.assert(
      fc.property(extent(31, 32, 33, 67, 131), extent(32, 67), extent(33, 70), fc.nat(), (L, F, Ev, seed) =>
        compare({ B: 1, H: 2, L, S: L, F, Ev }, { features: elu, causal: true }, past, seed),
      ),
      { numRuns: 30 },
    );
  });

  it('hides what comes later in long sequences of small heads', () => {
    const lengths = [523, 401];
    compare({ L: 523, S: 523, F: 7, Ev: 5 }, { features: elu, causal: true, lengths }, (b, _h, i, j) => {
      return j <= i && j < lengths[b];
    });
  });

  it.each<[string, FusedLinearAttentionOptions]>([
    ['features that are given', {}],
    ['no division', { divide: false }],
    ['e^x', { features: { name: 'exp' } }],
    ['relu', { features: { name: 'relu', epsilon: 1e-3 } }],
  ])('takes %s', (_, options) => {
    compare({ L: 13, S: 71, F: 7, Ev: 11 }, options, everything);
    compare({ L: 71, S: 71, F: 7, Ev: 11 }, { ...options, causal: true }, past);
  });

  it('sees no key beyond the length of its sequence, nor those that a mask hides', () => {
    const lengths = [0, 37, 71];
    const hidden = Uint8Array.from({ length: 3 * 71 }, (_, n) => (n % 5 === 0 ? 0 : 1));
    for (const features of [null, elu]) {
      const sizes = { B: 3, H: 2, L: 71, S: 71, F: 7, Ev: 11 };
      compare(sizes, { features, lengths }, (b, _h, _i, j) => j < lengths[b]);
      compare(sizes, { features, lengths, causal: true }, (b, _h, i, j) => j < lengths[b] && j <= i);
      tidy(() => {
        const visible = tensor(hidden, { shape: [3, 1, 1, 71] });
        const seen: Allowed = (b, _h, _i, j) => hidden[b * 71 + j] === 1 && j < lengths[b];
        compare(sizes, { features, lengths, visible }, seen);
        compare(sizes, { features, lengths, visible, causal: true }, (...at) => seen(...at) && past(...at));
      });
    }
  });

  it('serves several heads of queries with one of keys', () => {
    for (const [H, Hk] of [
      [6, 2],
      [3, 1],
    ]) {
      compare({ H, Hk, L: 5, S: 67, F: 7, Ev: 11 }, { features: elu }, everything);
      compare({ H, Hk, L: 67, S: 67, F: 7, Ev: 11 }, { features: elu, causal: true }, past);
    }
  });

  it('gives the same where few heads are cut into segments for several threads', () => {
    const sizes = { H: 2, Hk: 1, n: 331, F: 33, Ev: 65 };
    for (const causal of [false, true]) {
      const [alone, several] = [1, 3].map((threads) => onThreads(threads, { ...sizes, causal }));
      for (const [i, result] of several.entries()) expect(relativeError(result, alone[i])).toBeLessThan(3e-6);
      expect(several[0]).not.toEqual(alone[0]);
    }
  });

  it.each([
    { F: 7, Ev: 5 },
    { F: 33, Ev: 65 },
  ])('gives the same bits on several threads where each has heads of its own, of $F and $Ev', (sizes) => {
    for (const causal of [false, true]) {
      const [alone, several] = [1, 3].map((threads) =>
        onThreads(threads, { H: 6, Hk: 3, n: 331, ...sizes, causal }),
      );
      expect(several).toEqual(alone);
    }
  });

  it('takes heads that are views', () => {
    tidy(() => {
      const rng = new Rng(3);
      const [q, k, v] = [7, 7, 11].map((n) =>
        requireGrad(permute(randomNormal([2, 13, 3, n], rng), [0, 2, 1, 3])),
      );
      const g = permute(randomNormal([2, 13, 3, 11], rng), [0, 2, 1, 3]);
      const expected = referenceLinearAttention(
        { q, k, v, g },
        { feature: referenceFeatures.elu },
        everything,
      );
      const out = fusedLinearAttention(q, k, v, { features: elu });
      expectClose(out, expected.out);
      backward(out, g);
      expectClose(q.grad!, expected.dq);
      expectClose(k.grad!, expected.dk);
      expectClose(v.grad!, expected.dv);
    });
  });

  it('says what does not fit', () => {
    tidy(() => {
      const rng = new Rng(4);
      const make = (...shape: number[]) => randomNormal(shape, rng);
      const [q, k, v] = [make(2, 4, 5, 7), make(2, 2, 3, 7), make(2, 2, 3, 11)];
      expect(() => fusedLinearAttention(q, make(2, 2, 3, 6), v)).toThrow(ShapeError);
      expect(() => fusedLinearAttention(q, make(2, 3, 3, 7), make(2, 3, 3, 11))).toThrow('multiple');
      expect(() => fusedLinearAttention(q, k, v, { causal: true })).toThrow('as many queries as keys');
      expect(() => fusedLinearAttention(q, k, v, { visible: make(2, 1, 1, 3) })).toThrow(DTypeError);
      const wrong = tensor(new Uint8Array(4), { shape: [4] });
      expect(() => fusedLinearAttention(q, k, v, { visible: wrong })).toThrow('[B, Hk, 1, S]');
    });
  });
});
