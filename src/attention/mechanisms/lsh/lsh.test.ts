import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../../test/conformance/mechanism.ts';
import { expectClose, relativeError } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { profile } from '../../../runtime/index.ts';
import {
  backward,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  rmsNorm,
  ShapeError,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import {
  attention,
  attentionMap,
  custom,
  defineMechanism,
  type LshOptions,
  lsh,
  type Mechanism,
  scaledDot,
  softmax,
} from '../../index.ts';

/** Exact attention of which keys are queries of unit length, and nobody sees itself who sees anything else. */
function sharedExact(causal = false): Mechanism {
  const pattern = custom((i, j) => (causal ? j < i || (i === 0 && j === 0) : j !== i));
  const exact = attention({ score: scaledDot(), normalizer: softmax(), pattern });
  return defineMechanism({
    name: 'shared',
    attend: ({ query, value, lengths, mask }) => {
      const key = mul(rmsNorm(query), query.shape[3] ** -0.5);
      return { output: exact(query, key, value, { lengths, mask }).output };
    },
    cost: (shape) => exact.cost(shape),
  });
}

const make =
  (options: Omit<LshOptions, 'rng'>) =>
  ({ rng }: { rng: Rng }) =>
    lsh({ ...options, rng });

const shared = { L: 13, S: 13, reads: ['query', 'value'], gradientStep: 1e-3 } as const;
describeMechanism('LSH', {
  ...shared,
  make: make({ bucketSize: 4, numRounds: 3, numBuckets: 2 }),
  makeCausal: make({ bucketSize: 4, numRounds: 3, numBuckets: 2, causal: true }),
  limit: { make: make({ bucketSize: 13, numRounds: 1 }), exact: () => sharedExact() },
});
describeMechanism('LSH with as many buckets as a sequence asks for', {
  ...shared,
  make: make({ bucketSize: 3, numRounds: 2 }),
  makeCausal: make({ bucketSize: 3, numRounds: 2, causal: true }),
});
describeMechanism('LSH in one round of two hashes', {
  ...shared,
  make: make({ bucketSize: 5, numRounds: 1, numBuckets: [2, 4] }),
  makeCausal: make({ bucketSize: 5, numRounds: 1, numBuckets: [2, 4], causal: true }),
  limit: { make: make({ bucketSize: 200, numRounds: 2 }), exact: () => sharedExact(), L: 131, S: 131 },
});

const [B, H, E, Ev] = [2, 3, 5, 7];

function inputs(L: number, seed = 1): [Tensor, Tensor, Tensor] {
  const rng = new Rng(seed);
  return [E, E, Ev].map((size) => randomNormal([B, H, L, size], rng)) as [Tensor, Tensor, Tensor];
}

describe('lsh', () => {
  expectNoLeaks();

  it('equals exact attention to shared queries and keys with one bucket, causal and padded', () => {
    for (const causal of [false, true]) {
      tidy(() => {
        const L = 131;
        const [q, k, v] = inputs(L);
        const one = lsh({ bucketSize: L, numRounds: 2, numBuckets: 1, causal, rng: new Rng(2) });
        const lengths = [97, L];
        const real = (x: Tensor) => slice(slice(x, 0, 0, 1), 2, 0, 97);
        const expected = sharedExact(causal)(q, k, v, { lengths }).output;
        const output = one(q, k, v, { lengths }).output;
        expectClose(real(output), real(expected).read());
        expectClose(slice(output, 0, 1), slice(expected, 0, 1).read());
      });
    }
  });

  it('comes near to exact attention as rounds grow', () => {
    for (const causal of [false, true]) {
      tidy(() => {
        const [q, k, v] = inputs(37);
        const exact = sharedExact(causal)(q, k, v).output.read();
        const errors = [1, 4, 16, 64].map((numRounds) =>
          relativeError(
            lsh({ bucketSize: 37, numRounds, numBuckets: 2, causal, rng: new Rng(3) })(q, k, v).output.read(),
            exact,
          ),
        );
        for (let i = 1; i < errors.length; i++) expect(errors[i]).toBeLessThan(errors[i - 1]);
        expect(errors[3]).toBeLessThan(1e-5);
      });
    }
  });

  it('lets meet who shares a bucket and is near in the order of it, by its definition', () => {
    tidy(() => {
      const [L, m, numBuckets] = [150, 16, 6];
      const [q, k] = inputs(L);
      const x = q.read();
      for (const causal of [false, true]) {
        const map = attentionMap(
          lsh({ bucketSize: m, numRounds: 2, numBuckets, causal, rng: new Rng(4) }),
          q,
          k,
        );
        const weights = map.read();
        // The directions that the mechanism draws.
        const half = numBuckets / 2;
        const directions = randomNormal([E, 2 * half], new Rng(new Rng(4).bits())).read();
        for (let head = 0; head < B * H; head++) {
          const seen = Array.from({ length: L }, () => new Set<number>());
          for (const round of [0, 1]) {
            const buckets = Array.from({ length: L }, (_, i) => {
              const turned = Array.from({ length: half }, (_, c) => {
                let sum = 0;
                for (let e = 0; e < E; e++)
                  sum += x[(head * L + i) * E + e] * directions[e * 2 * half + round * half + c];
                return sum;
              });
              const both = [...turned, ...turned.map((y) => -y)];
              return both.indexOf(Math.max(...both));
            });
            const order = Array.from({ length: L }, (_, i) => i).sort((i, j) => buckets[i] - buckets[j]);
            order.forEach((i, place) => {
              for (const [other, j] of order.entries()) {
                const behind = Math.floor(place / m) - Math.floor(other / m);
                const near = causal ? place - other <= m : behind === 0 || behind === 1;
                if (near && buckets[i] === buckets[j] && i !== j && !(causal && j > i)) seen[i].add(j);
              }
            });
          }
          for (let i = 0; i < L; i++) {
            if (seen[i].size === 0) seen[i].add(i);
            const row = weights.subarray((head * L + i) * L, (head * L + i + 1) * L);
            const found = Array.from(row.entries()).filter(([, w]) => w > 0);
            expect(found.map(([j]) => j)).toEqual([...seen[i]].sort((a, b) => a - b));
          }
        }
      }
    });
  });

  it('knows its cost where there are many blocks, whatever the chunks', () => {
    tidy(() => {
      const L = 300;
      for (const bucketSize of [16, 64, 100, 500]) {
        for (const causal of [false, true]) {
          const mechanism = lsh({ bucketSize, numRounds: 2, causal, rng: new Rng(4) });
          const { profile: counted } = profile(() => mechanism(...inputs(L)));
          const multiplyAdds = counted.operations.reduce((sum, one) => sum + one.multiplyAdds, 0);
          expect(mechanism.cost({ B, H, L, S: L, E, Ev }).multiplyAdds).toBe(multiplyAdds);
        }
      }
    });
  });

  it('honours a mask that tells queries apart', () => {
    tidy(() => {
      const L = 70;
      const [q, k, v] = inputs(L);
      const mask = tensor(
        Uint8Array.from({ length: L * L }, (_, at) => ((at * 7919) % 11 < 5 ? 1 : 0)),
        { shape: [L, L] },
      );
      const one = lsh({ bucketSize: L, numRounds: 1, numBuckets: 1, rng: new Rng(5) });
      expectClose(one(q, k, v, { mask }).output, sharedExact()(q, k, v, { mask }).output.read());
      const nobody = lsh({ bucketSize: 8, rng: new Rng(5) })(q, k, v, {
        mask: tensor(new Uint8Array(L), { shape: [1, L] }),
      });
      expect(nobody.output.read().every((y) => y === 0)).toBe(true);
    });
  });

  it('hashes each sequence of a batch as it would alone, whatever numbers of buckets stand side by side', () => {
    for (const causal of [false, true]) {
      tidy(() => {
        const L = 700;
        const rng = new Rng(3);
        const all = [E, E, Ev].map((size) => randomNormal([4, H, L, size], rng)) as [Tensor, Tensor, Tensor];
        const lengths = [700, 31, 33, 690];
        const mechanism = lsh({ bucketSize: 8, numRounds: 2, causal, rng: new Rng(4) });
        const { output } = mechanism(...all, { lengths });
        for (const [b, n] of lengths.entries()) {
          const own = (x: Tensor): Tensor => slice(slice(x, 0, b, b + 1), 2, 0, n);
          const alone = mechanism(...(all.map(own) as [Tensor, Tensor, Tensor]));
          expectClose(own(output), alone.output.read(), 1e-5);
        }
      });
    }
  });

  it('gives padding zeros and no gradient', () => {
    tidy(() => {
      const [q, k, v] = inputs(40);
      for (const x of [q, v]) requireGrad(x);
      const { output } = lsh({ bucketSize: 8, rng: new Rng(6) })(q, k, v, { lengths: [0, 23] });
      backward(output.sum());
      for (const x of [output, q.grad!, v.grad!]) {
        const values = x.read();
        const width = values.length / (B * H * 40);
        values.forEach((y, at) => {
          const [b, i] = [Math.floor(at / (H * 40 * width)), Math.floor(at / width) % 40];
          expect(Number.isFinite(y)).toBe(true);
          if (b === 0 || i >= 23) expect(y).toBe(0);
        });
      }
    });
  });

  it('draws new directions as it learns, and keeps the last to be looked at', () => {
    tidy(() => {
      const [q, k, v] = inputs(60);
      const mechanism = lsh({ bucketSize: 8, numRounds: 1, rng: new Rng(7) });
      const look = () => mechanism(q, k, v).output.read();
      const first = look();
      expect(look()).toEqual(first);
      const learn = () => mechanism(q, k, requireGrad(v.add(0))).output.read();
      const second = learn();
      expect(second).not.toEqual(first);
      expect(look()).toEqual(second);
      requireGrad(q);
      expect(attentionMap(mechanism, q, k).matmul(v).read()[0]).toBeCloseTo(second[0], 5);
      expect(look()).toEqual(second);
      for (const module of mechanism.modules) module.eval();
      expect(learn()).toEqual(second);
      expect(mechanism.modules.flatMap((module) => module.rngs())).toHaveLength(1);
    });
  });

  it('says what it is not for', () => {
    const rng = new Rng(8);
    expect(() => lsh({ bucketSize: 0, rng })).toThrow(ValueError);
    expect(() => lsh({ numRounds: 1.5, rng })).toThrow('numRounds');
    expect(() => lsh({ numBuckets: 3, rng })).toThrow('even');
    tidy(() => {
      const [q] = inputs(5);
      const [, k, v] = inputs(6);
      expect(() => lsh({ rng })(q, k, v)).toThrow(ShapeError);
    });
  });
});
