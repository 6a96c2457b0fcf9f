import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  broadcastTo,
  concat,
  type Pairing,
  Rng,
  randomNormal,
  ShapeError,
  slice,
  type Tensor,
  tidy,
  transpose,
  ValueError,
  zeros,
} from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { softmax } from '../normalizers/index.ts';
import {
  AdditiveScore,
  BilinearScore,
  cosine,
  gaussian,
  LocationScore,
  type Score,
} from '../scores/index.ts';
import { rotary } from './index.ts';

/** The elements of rows one after the other, as complex numbers: their angles and lengths in float64. */
function turned(x: Tensor, from: number, base: number, pairing: Pairing): number[] {
  const [, , L, E] = x.shape;
  const elements = x.read();
  const out = [...elements];
  for (let row = 0; row < elements.length / E; row++) {
    for (let i = 0; i < E / 2; i++) {
      const [first, second] = pairing === 'halves' ? [i, i + E / 2] : [2 * i, 2 * i + 1];
      const [a, b] = [elements[row * E + first], elements[row * E + second]];
      const angle = Math.atan2(b, a) + (from + (row % L)) / base ** ((2 * i) / E);
      out[row * E + first] = Math.hypot(a, b) * Math.cos(angle);
      out[row * E + second] = Math.hypot(a, b) * Math.sin(angle);
    }
  }
  return out;
}

describe('rotary', () => {
  expectNoLeaks();

  it('turns each pair by its position, at its speed', () =>
    fc.assert(
      fc.property(
        fc.constantFrom<Pairing>('halves', 'interleaved'),
        fc.constantFrom(2, 6, 14, 26),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(0, 3, 120, 1009),
        fc.constantFrom(10, 10_000, 500_000),
        (pairing, E, L, before, base) =>
          tidy(() => {
            const rng = new Rng(E);
            const [q, k] = [randomNormal([2, 3, L, E], rng), randomNormal([2, 3, L + before, E], rng)];
            const { query, key, bias } = rotary({ base, pairing, align: 'end' }).apply(q, k, 1);
            expectClose(query, turned(q, before, base, pairing), 1e-6);
            expectClose(key, turned(k, 0, base, pairing), 1e-6);
            expect(bias).toBeNull();
            const back = rotary({ base, pairing, align: 'end' }).apply(k, q, 1);
            expectClose(back.key, turned(q, before, base, pairing), 1e-6);
            expectClose(back.query, turned(k, 0, base, pairing), 1e-6);
          }),
      ),
      { numRuns: 20 },
    ));

  it('with pairs in halves is rotary with neighbours, of other elements', () => {
    tidy(() => {
      const [q, k] = [0, 1].map((seed) => randomNormal([2, 3, 5, 14], new Rng(seed)));
      const apart = (x: Tensor) => {
        const places = Array.from({ length: 14 }, (_, e) => (e % 2) * 7 + Math.floor(e / 2));
        return concat(
          places.map((place) => slice(x, -1, place, place + 1)),
          -1,
        );
      };
      const halves = rotary().apply(q, k, 1);
      const neighbours = rotary({ pairing: 'interleaved' }).apply(apart(q), apart(k), 1);
      expectClose(neighbours.query, apart(halves.query).read(), 1e-6);
      expectClose(neighbours.key, apart(halves.key).read(), 1e-6);
    });
  });

  it('leaves the elements past dim, which then do not see positions', () => {
    tidy(() => {
      const rng = new Rng(1);
      const [q, k] = [randomNormal([2, 3, 5, 7], rng), randomNormal([2, 3, 5, 7], rng)];
      const some = rotary({ dim: 4 }).apply(q, k, 1);
      const first = (x: Tensor) => slice(x, -1, 0, 4);
      const rest = (x: Tensor) => slice(x, -1, 4);
      expect(rest(some.query).read()).toEqual(rest(q).read());
      expectClose(first(some.key), rotary().apply(first(q), first(k), 1).key.read(), 1e-6);
    });
  });

  it('acts on what a score is a dot product of, so that any such score depends on distance', () => {
    const learned = new BilinearScore({ queryDim: 6, keyDim: 4, rng: new Rng(3) });
    tidy(() => {
      const row = (E: number, seed: number) =>
        broadcastTo(randomNormal([1, 1, 1, E], new Rng(seed)), [1, 1, 9, E]);
      for (const [score, q, k] of [
        [learned, row(6, 1), row(4, 2)],
        [cosine({ scale: 4 }), row(6, 1), row(6, 2)],
      ] as const) {
        const attend = attention({
          score,
          normalizer: { name: 'bare', normalize: (x) => x },
          positions: rotary(),
        });
        const { weights } = attend(q, k, k, { needWeights: true });
        const diagonal = (from: number) => slice(slice(weights!, -1, from, from + 8), -2, from, from + 8);
        expectClose(diagonal(1), diagonal(0).read(), 1e-5);
        expect(transpose(weights!).read()).not.toEqual(weights!.read());
      }
    });
    learned.dispose();
  });

  it('goes with dot products alone', () => {
    const rng = new Rng(4);
    const scores: (Score & { dispose?(): void })[] = [
      gaussian(),
      new AdditiveScore({ queryDim: 6, keyDim: 6, hiddenDim: 5, rng }),
      new LocationScore({ queryDim: 6, maxLength: 7, rng }),
    ];
    for (const score of scores) {
      const compose = () => attention({ score, normalizer: softmax(), positions: rotary() });
      expect(compose).toThrow(ValueError);
      expect(compose).toThrow(`the ${score.name} score is no dot product`);
      score.dispose?.();
    }
  });

  it('names what does not fit', () => {
    expect(() => rotary({ dim: 5 })).toThrow('dim must be even, for pairs, and above 0; got 5');
    expect(() => rotary({ dim: 0 })).toThrow(ValueError);
    expect(() => rotary({ base: 1 })).toThrow(ValueError);
    tidy(() => {
      const apply = (E: number, dim?: number) => {
        const x = zeros([2, 3, 5, E]);
        return () => rotary({ dim }).apply(x, x, 1);
      };
      expect(apply(7)).toThrow(ShapeError);
      expect(apply(7)).toThrow('E must be even, for pairs; got 7. Turn fewer elements: rotary({ dim: 6 })');
      expect(apply(7, 8)).toThrow('got E = 7');
    });
  });
});
