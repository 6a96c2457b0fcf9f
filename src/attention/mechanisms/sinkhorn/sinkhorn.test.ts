import { describe, expect, it } from 'vitest';
import { describeMechanism, type MechanismContext } from '../../../../test/conformance/mechanism.ts';
import { expectClose } from '../../../../test/support/close.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { measurePeak } from '../../../runtime/index.ts';
import {
  backward,
  keep,
  mul,
  noGrad,
  Rng,
  randomNormal,
  requireGrad,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../../tensor/index.ts';
import { attentionMap, type BlockSorting, type SinkhornOptions, sinkhorn } from '../../index.ts';

const made = (options: SinkhornOptions) => (context: MechanismContext) =>
  sinkhorn({ gumbel: false, iterations: 3, ...options }).build(context);

const self = { L: 13, S: 13 };

describeMechanism('sinkhorn', {
  ...self,
  make: made({ blockSize: 4 }),
  makeCausal: made({ blockSize: 4, causal: true }),
  limit: { make: made({ blockSize: 13 }) },
});
describeMechanism('sinkhorn by places', {
  ...self,
  make: made({ blockSize: 3, maxBlocks: 7 }),
  makeCausal: made({ blockSize: 3, maxBlocks: 7, causal: true }),
  large: { L: 20, S: 20 },
  limit: { make: made({ blockSize: 17, maxBlocks: 2, gumbel: true }) },
});
describeMechanism('sinkhorn with SortCut of many small blocks', {
  make: made({ blockSize: 4, maxBlocks: 130, sortCut: 2 }),
  large: { L: 520, S: 520 },
  refusesCausal: () => sinkhorn({ blockSize: 4, maxBlocks: 130, sortCut: 2, causal: true }),
});
describeMechanism('sinkhorn with SortCut', {
  make: made({ blockSize: 4, maxBlocks: 11, sortCut: 2 }),
  large: { L: 61, S: 43 },
  refusesCausal: () => sinkhorn({ blockSize: 4, maxBlocks: 5, sortCut: 2, causal: true }),
  limit: { make: made({ blockSize: 17, maxBlocks: 1, sortCut: 1 }) },
});

type Array4 = number[][][][];
const sizes = { numHeads: 2, headDim: 3 };

/** One head of the map in float64, from how blocks are mixed: P [N, N]. */
function referenceMap(
  q: number[][],
  k: number[][],
  P: number[][],
  size: number,
  causal: boolean,
): number[][] {
  const S = k.length;
  const N = P.length;
  return q.map((query, at) => {
    const block = Math.floor(at / size);
    const shares = Array.from({ length: size }, (_, s) => P[block].map((p, j) => (j * size + s < S ? p : 0)));
    const dot = (key: number[]): number =>
      key.reduce((sum, x, e) => sum + x * query[e], 0) / Math.sqrt(key.length);
    const row = new Array<number>(S).fill(0);
    const parts: { weight: number; spread: (weight: number) => void }[] = [];
    for (let j = block * size; j < Math.min(S, (block + 1) * size); j++) {
      if (causal && j > at) continue;
      parts.push({ weight: Math.exp(dot(k[j])), spread: (weight) => (row[j] += weight) });
    }
    for (const [s, share] of shares.entries()) {
      const total = share.reduce((a, b) => a + b, 0);
      if (total === 0) continue;
      const key = k[0].map((_, e) =>
        share.reduce((sum, p, j) => sum + (p === 0 ? 0 : (p / total) * k[j * size + s][e]), 0),
      );
      parts.push({
        weight: total * Math.exp(dot(key)),
        spread: (weight) => {
          for (let j = 0; j < N; j++) if (share[j] > 0) row[j * size + s] += (weight * share[j]) / total;
        },
      });
    }
    const sum = parts.reduce((total, { weight }) => total + weight, 0);
    for (const { weight, spread } of parts) spread(weight / sum);
    return row;
  });
}

describe('sinkhorn', () => {
  expectNoLeaks();

  const draw = (B: number, L: number, seed = 1): [Tensor, Tensor, Tensor] => {
    const rng = new Rng(seed);
    return [
      randomNormal([B, 2, L, 3], rng),
      randomNormal([B, 2, L, 3], rng),
      randomNormal([B, 2, L, 5], rng),
    ];
  };

  it('has finite gradients where next to nothing of a place is real', () => {
    for (let seed = 0; seed < 30; seed++) {
      tidy(() => {
        const sizes = { numHeads: 2, headDim: 3, rng: new Rng(seed) };
        const mechanism = sinkhorn({ blockSize: 4, temperature: 0.02 }).build(sizes);
        const inputs = draw(3, 23, seed).map((x) => requireGrad(mul(x, 3)));
        const [q, k, v] = inputs;
        backward(mechanism(q, k, v, { lengths: [23, 14, 10] }).output.sum());
        for (const { grad } of inputs) expect(grad!.read().every(Number.isFinite)).toBe(true);
        for (const module of mechanism.modules) module.dispose();
      });
    }
  });
  const build = (options: SinkhornOptions, seed = 2) => {
    const mechanism = sinkhorn(options).build({ ...sizes, rng: new Rng(seed) });
    return { mechanism, sorting: mechanism.modules[0] as BlockSorting };
  };

  it.each([false, true])('has the map of its formula, causal: %s', async (causal) => {
    const { mechanism, sorting } = build({ blockSize: 4, gumbel: false, causal });
    const [q, k, v] = draw(2, 14);
    const P: Tensor[] = [];
    const forward = sorting.forward.bind(sorting);
    sorting.forward = (...given) => {
      P.push(keep(forward(...given)));
      return P[0].view();
    };
    const map = attentionMap(mechanism, q, k);
    const [queries, keys, weights] = (await Promise.all([q, k, P[0]].map((x) => x.toArray()))) as Array4[];
    const expected = queries.map((heads, b) =>
      heads.map((head, h) => referenceMap(head, keys[b][h], weights[b][h], 4, causal)),
    );
    expectClose(map, expected.flat(3), 1e-5);
    for (const x of [q, k, v, map, ...P]) x.dispose();
    sorting.dispose();
  });

  it('gives a padded sequence what it gives the sequence alone', () => {
    for (const options of [
      { blockSize: 4 },
      { blockSize: 4, causal: true },
      { blockSize: 4, maxBlocks: 5, sortCut: 2 },
    ]) {
      const { mechanism, sorting } = build({ ...options, gumbel: false });
      tidy(() => {
        for (const n of [1, 4, 7, 10]) {
          const all = draw(2, 17);
          const alone = all.map((x) => slice(slice(x, 2, 0, n), 0, 0, 1)) as [Tensor, Tensor, Tensor];
          const { output } = mechanism(...all, { lengths: [n, 17] });
          expectClose(slice(slice(output, 2, 0, n), 0, 0, 1), mechanism(...alone).output.read(), 1e-5);
        }
      });
      sorting.dispose();
    }
  });

  it('honours a mask of keys, gives zeros where nothing is seen, and refuses masks that tell queries apart', () => {
    const { mechanism, sorting } = build({ blockSize: 4, gumbel: false });
    tidy(() => {
      const [q, k, v] = draw(1, 12);
      const hidden = [0, 4, 5, 6, 7, 10];
      const seen = Uint8Array.from({ length: 12 }, (_, j) => Number(!hidden.includes(j)));
      const mask = tensor(seen, { shape: [1, 1, 1, 12] });
      const map = attentionMap(mechanism, q, k, { mask }).read();
      for (const [at, weight] of map.entries()) if (seen[at % 12] === 0) expect(weight).toBe(0);
      const { output } = mechanism(q, k, v, { lengths: [0] });
      expect(output.read().every((x) => x === 0)).toBe(true);
      expect(() => mechanism(q, k, v, { mask: tensor(new Uint8Array(144), { shape: [12, 12] }) })).toThrow(
        ValueError,
      );
    });
    sorting.dispose();
  });

  it('draws noise in training alone', () => {
    const { mechanism, sorting } = build({ blockSize: 4 });
    tidy(() => {
      const inputs = draw(2, 16);
      const run = (): number[] => Array.from(mechanism(...inputs).output.read());
      expect(run()).not.toEqual(run());
      sorting.eval();
      expect(run()).toEqual(run());
      expect(sorting.rngs()).toHaveLength(1);
    });
    sorting.dispose();
  });

  it('knows the bytes that sorting takes, with noise and without, however often it balances', () => {
    for (const form of [{ maxBlocks: 80, sortCut: 2 }, { maxBlocks: 80 }, { causal: true }])
      for (const gumbel of [true, false])
        for (const iterations of [0, 1, 3]) {
          const { mechanism, sorting } = build({ blockSize: 4, gumbel, iterations, ...form });
          tidy(() => {
            for (const L of [320, 317]) {
              const inputs = draw(1, L);
              const { peakBytes } = measurePeak(() => noGrad(() => mechanism(...inputs)));
              const { bytes } = mechanism.cost({ B: 1, H: 2, L, S: L, E: 3, Ev: 5 });
              expect(bytes / peakBytes).toBeGreaterThan(0.8);
              expect(bytes / peakBytes).toBeLessThan(1.25);
            }
          });
          sorting.dispose();
        }
  });

  it('refuses what it cannot honour, with the way out', () => {
    expect(() => sinkhorn({ blockSize: 0 })).toThrow('blockSize must be a whole number from 1');
    expect(() => sinkhorn({ blockSize: 4, temperature: -1 })).toThrow('temperature must be above 0');
    expect(() => sinkhorn({ blockSize: 4, sortCut: 2 })).toThrow('give maxBlocks');
    const { mechanism, sorting } = build({ blockSize: 4, maxBlocks: 2 });
    tidy(() => {
      const [q, k, v] = draw(1, 9);
      expect(() => mechanism(q, k, v)).toThrow('maxBlocks = 2');
      expect(() => mechanism.cost({ B: 1, H: 2, L: 9, S: 9, E: 3, Ev: 5 })).toThrow('maxBlocks = 2');
      expect(() => mechanism(slice(q, 2, 0, 5), k, v)).toThrow('with sortCut');
      const oneHead = [q, k, v].map((x) => slice(x, 1, 0, 1)) as [Tensor, Tensor, Tensor];
      expect(() => mechanism(...oneHead)).toThrow('built for H = 2 heads');
    });
    sorting.dispose();
  });
});
