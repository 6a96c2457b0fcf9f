import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { Adam } from '../../optim/index.ts';
import {
  backward,
  Rng,
  randomNormal,
  ShapeError,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { softmax } from '../normalizers/index.ts';
import {
  AdditiveScore,
  BilinearScore,
  cosine,
  dot,
  GaussianScore,
  gaussian,
  LocationScore,
  LowRankBilinearScore,
  type Score,
  scaledDot,
} from './index.ts';

const rng = new Rng(1);
const [B, L, S] = [2, 3, 5];

/** The rows of a matrix. */
function rows(x: Tensor): number[][] {
  const n = x.shape[x.rank - 1];
  const data = [...x.read()];
  return Array.from({ length: data.length / n }, (_, i) => data.slice(i * n, (i + 1) * n));
}

const product = (a: readonly number[], b: readonly number[]) =>
  a.reduce((total, x, i) => total + x * b[i], 0);
const times = (matrix: readonly number[][], x: readonly number[]) => matrix.map((row) => product(row, x));
const length = (x: readonly number[]) => Math.sqrt(product(x, x));

interface Case {
  readonly sizes: readonly [Eq: number, Ek: number];
  readonly score: Score;
  /** In float64, for the key at place j. */
  readonly formula: (q: number[], k: number[], j: number) => number;
}

const additive = new AdditiveScore({ queryDim: 7, keyDim: 11, hiddenDim: 13, rng });
const bilinear = new BilinearScore({ queryDim: 7, keyDim: 11, rng });
const lowRank = new LowRankBilinearScore({ queryDim: 7, keyDim: 11, rank: 3, scale: 0.5, rng });
const location = new LocationScore({ queryDim: 7, maxLength: 17, rng });
const kernel = (width: number) => (q: number[], k: number[]) => {
  const difference = q.map((x, i) => x - k[i]);
  return -product(difference, difference) / (2 * width ** 2);
};

const cases: Record<string, Case> = {
  dot: { sizes: [7, 7], score: dot(), formula: product },
  scaledDot: { sizes: [7, 7], score: scaledDot(), formula: (q, k) => product(q, k) / Math.sqrt(7) },
  cosine: {
    sizes: [7, 7],
    score: cosine({ scale: 3 }),
    formula: (q, k) => (3 * product(q, k)) / length(q) / length(k),
  },
  bilinear: {
    sizes: [7, 11],
    score: bilinear,
    formula: (q, k) => product(times(rows(bilinear.projection.weight), q), k),
  },
  lowRankBilinear: {
    sizes: [7, 11],
    score: lowRank,
    formula: (q, k) =>
      0.5 * product(times(rows(lowRank.query.weight), q), times(rows(lowRank.key.weight), k)),
  },
  additive: {
    sizes: [7, 11],
    score: additive,
    formula(q, k) {
      const fromKey = times(rows(additive.key.weight), k);
      const hidden = times(rows(additive.query.weight), q).map((x, i) => Math.tanh(x + fromKey[i]));
      return product(rows(additive.hidden.weight)[0], hidden);
    },
  },
  location: {
    sizes: [7, 11],
    score: location,
    formula: (q, _, j) => product(rows(location.positions.weight)[j], q),
  },
  gaussian: { sizes: [7, 7], score: gaussian({ width: 1.5 }), formula: kernel(1.5) },
  'learned gaussian': { sizes: [7, 7], score: new GaussianScore({ width: 0.75 }), formula: kernel(0.75) },
};

describe.each(Object.entries(cases))('the %s score', (_, { sizes: [Eq, Ek], score, formula }) => {
  it('is its formula', () => {
    tidy(() => {
      const [query, key] = [randomNormal([B, L, Eq], rng), randomNormal([B, S, Ek], rng)];
      const [queries, keys] = [rows(query), rows(key)];
      const expected = queries.flatMap((q, i) =>
        Array.from({ length: S }, (_, j) => formula(q, keys[Math.floor(i / L) * S + j], j)),
      );
      const scores = score.scores(query, key);
      expect(scores.shape).toEqual([B, L, S]);
      expectClose(scores, expected);
    });
  });

  it('has its gradients', () => {
    tidy(() => {
      const [query, key] = [randomNormal([B, L, Eq], rng), randomNormal([B, S, Ek], rng)];
      checkGradients((q) => score.scores(q, key), [query]);
      // Where the query says it all, keys get none.
      if (score !== location) checkGradients((k) => score.scores(query, k), [key]);
    });
  });

  it('does not compare sizes that it cannot', () => {
    if (Eq !== Ek) return;
    tidy(() => {
      const compare = () => score.scores(randomNormal([L, 7], rng), randomNormal([S, 11], rng));
      expect(compare).toThrow(ShapeError);
      expect(compare).toThrow('query and key must have the same size E; got 7 and 11. BilinearScore,');
    });
  });
});

it('says at the call that there are more keys than positions', () => {
  tidy(() => {
    const scores = () => location.scores(randomNormal([L, 7], rng), randomNormal([19, 7], rng));
    expect(scores).toThrow(
      'location: knows 17 positions; got S = 19 keys. Build it with a larger maxLength.',
    );
  });
});

it('refuses widths that are none', () => {
  for (const width of [0, -1, Number.NaN]) {
    expect(() => gaussian({ width })).toThrow(ValueError);
    expect(() => new GaussianScore({ width })).toThrow('width must be above 0');
  }
});

it('scores zeros as like nothing by their cosine, with finite gradients', () => {
  tidy(() => {
    const [query, key] = [tensor([[0, 0, 0]]), tensor([[1, 2, 3]])];
    expect([...cosine().scores(query, key).read()]).toEqual([0]);
  });
});

describe('Nadaraya-Watson regression', () => {
  const xs = Array.from({ length: 31 }, (_, i) => i / 5);
  const f = (x: number) => 2 * Math.sin(x) + x ** 0.8;
  const column = (values: readonly number[]) =>
    tensor(Float32Array.from(values), { shape: [1, values.length, 1] });

  it('is attention with the Gaussian score', () => {
    tidy(() => {
      const at = [0.3, 2.71, 5.9];
      const expected = at.map((x) => {
        const weights = xs.map((xi) => Math.exp(-((x - xi) ** 2) / (2 * 0.4 ** 2)));
        return product(weights, xs.map(f)) / weights.reduce((a, b) => a + b);
      });
      const regress = attention({ score: gaussian({ width: 0.4 }), normalizer: softmax() });
      expectClose(regress(column(at), column(xs), column(xs.map(f))).output, expected);
    });
  });

  it('learns the width that predicts points left out', () => {
    const score = new GaussianScore({ width: 2 });
    const regress = attention({ score, normalizer: softmax() });
    const loss = () => {
      const others = tensor(
        xs.map((x) => xs.map((y) => x !== y)),
        { dtype: 'bool' },
      );
      const [x, y] = [column(xs), column(xs.map(f))];
      const { output } = regress(x, x, y, { mask: others });
      return sum(square(sub(output, y)));
    };
    const before = tidy(() => loss().read()[0]);
    const optimizer = new Adam(score.parameters(), { lr: 0.05 });
    for (let step = 0; step < 60; step++) {
      optimizer.zeroGrad();
      tidy(() => backward(loss()));
      optimizer.step();
    }
    optimizer.zeroGrad();
    optimizer.dispose();
    const after = tidy(() => loss().read()[0]);
    expect(after).toBeLessThan(before / 10);
    const [logWidth] = score.logWidth.read();
    expect(Math.exp(logWidth)).toBeLessThan(0.3);
    score.dispose();
  });
});
