import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import {
  add,
  backward,
  keep,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../../tensor/index.ts';
import {
  entmax15,
  gumbelSoftmax,
  hard,
  type Normalizer,
  reluNormalizer,
  sigmoidNormalizer,
  softmax,
  sparsemax,
} from './index.ts';

/** By halving the interval in which the threshold lies. */
function simplex(weight: (t: number) => number[], low: number, high: number): number[] {
  let [from, to] = [low, high];
  for (let step = 0; step < 100; step++) {
    const t = (from + to) / 2;
    if (weight(t).reduce((a, b) => a + b, 0) > 1) from = t;
    else to = t;
  }
  return weight(from);
}

interface Case {
  readonly normalizer: Normalizer;
  /** Of the scores that may be seen, in float64. */
  readonly formula: (scores: number[]) => number[];
  /** The weights of a query are a distribution. */
  readonly sumsToOne?: boolean;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const cases: Record<string, Case> = {
  softmax: {
    normalizer: softmax(),
    sumsToOne: true,
    formula(scores) {
      const total = scores.reduce((sum, s) => sum + Math.exp(s), 0);
      return scores.map((s) => Math.exp(s) / total);
    },
  },
  sparsemax: {
    normalizer: sparsemax(),
    sumsToOne: true,
    formula: (s) => simplex((t) => s.map((x) => Math.max(0, x - t)), Math.max(...s) - 1, Math.max(...s)),
  },
  entmax15: {
    normalizer: entmax15(),
    sumsToOne: true,
    formula: (s) =>
      simplex((t) => s.map((x) => Math.max(0, x / 2 - t) ** 2), Math.max(...s) / 2 - 1, Math.max(...s) / 2),
  },
  relu: { normalizer: reluNormalizer(), formula: (s) => s.map((x) => Math.max(0, x) / s.length) },
  'relu, less by length': {
    normalizer: reluNormalizer({ alpha: 0.5 }),
    formula: (s) => s.map((x) => Math.max(0, x) / Math.sqrt(s.length)),
  },
  'bare relu': { normalizer: reluNormalizer({ alpha: 0 }), formula: (s) => s.map((x) => Math.max(0, x)) },
  sigmoid: {
    normalizer: sigmoidNormalizer(),
    formula: (s) => s.map((x) => logistic(x - Math.log(s.length))),
  },
  'sigmoid with a bias': {
    normalizer: sigmoidNormalizer({ bias: -2 }),
    formula: (s) => s.map((x) => logistic(x - 2)),
  },
};

const [B, L, S] = [2, 3, 7];

/** Masks that broadcast in every way, with a query that may look at nothing. */
const masks: Record<string, { shape: number[]; allows: (b: number, i: number, j: number) => boolean }> = {
  'each pair': { shape: [B, L, S], allows: (b, i, j) => !(b === 1 && i === 2) && (b + i + j) % 3 !== 0 },
  'keys of a sequence': { shape: [B, 1, S], allows: (b, _, j) => j < [5, 0][b] },
  'keys of all': { shape: [S], allows: (_, __, j) => j !== 4 },
  'whole queries': { shape: [B, L, 1], allows: (b, i) => (b + i) % 2 === 0 },
};

function maskOf({ shape, allows }: (typeof masks)[string]): Tensor {
  const extents = [1, 1, 1, ...shape].slice(-3);
  const data: number[] = [];
  for (let b = 0; b < extents[0]; b++) {
    for (let i = 0; i < extents[1]; i++) {
      for (let j = 0; j < extents[2]; j++) data.push(allows(b, i, j) ? 1 : 0);
    }
  }
  return tensor(Uint8Array.from(data), { shape });
}

describe.each(Object.entries(cases))('the %s normalizer', (_, { normalizer, formula, sumsToOne }) => {
  const expected = (scores: ArrayLike<number>, allows: (b: number, i: number, j: number) => boolean) => {
    const weights: number[] = [];
    for (let row = 0; row < B * L; row++) {
      const seen = Array.from({ length: S }, (_, j) => allows(Math.floor(row / L), row % L, j));
      const visible = Array.from({ length: S }, (_, j) => scores[row * S + j]).filter((_, j) => seen[j]);
      const some = visible.length > 0 ? formula(visible) : [];
      weights.push(...seen.map((sees) => (sees ? some.shift()! : 0)));
    }
    return weights;
  };

  it('is its formula where nothing is hidden', () => {
    tidy(() => {
      const scores = randomNormal([B, L, S], new Rng(1));
      const weights = normalizer.normalize(scores, null);
      expect(weights.shape).toEqual([B, L, S]);
      expectClose(
        weights,
        expected(scores.read(), () => true),
      );
    });
  });

  it.each(Object.entries(masks))(
    'gives zero to what a mask of %s hides, and all to the others',
    (_, mask) => {
      tidy(() => {
        const scores = randomNormal([B, L, S], new Rng(2));
        const weights = normalizer.normalize(scores, maskOf(mask));
        expectClose(weights, expected(scores.read(), mask.allows));
        if (!sumsToOne) return;
        const data = weights.read();
        for (let row = 0; row < B * L; row++) {
          const total = [...data].slice(row * S, (row + 1) * S).reduce((a, b) => a + b, 0);
          if (total !== 0) expect(total).toBeCloseTo(1, 5);
        }
      });
    },
  );

  it('has its gradients, zeros where nothing is seen', () => {
    tidy(() => {
      // Away from where weights begin: there the sparse ones have a kink.
      const kinks = tensor(
        Float32Array.from({ length: B * L * S }, (_, i) => (i % 4 === 3 ? -5 : 0.5)),
        { shape: [B, L, S] },
      );
      const scores = add(mul(randomNormal([B, L, S], new Rng(3)), 0.02), kinks);
      checkGradients((s) => normalizer.normalize(s, null), [scores]);
      checkGradients((s) => normalizer.normalize(s, maskOf(masks['keys of a sequence'])), [scores]);
    });
  });
});

describe('the hard normalizer', () => {
  const scores = [
    [1, 3, 2],
    [5, 5, 4],
    [0, 0, 0],
  ];
  const seen = [
    [1, 1, 1],
    [1, 1, 1],
    [0, 0, 0],
  ];

  it('puts all weight on the first of the largest, and none where nothing is seen', () => {
    tidy(() => {
      const mask = tensor(Uint8Array.from(seen.flat()), { shape: [3, 3] });
      expect([...hard().normalize(tensor(scores), mask).read()]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 0]);
      expect(hard().normalize(zeros([1, 0]), null).shape).toEqual([1, 0]);
    });
  });

  it('has the gradient of the soft weights', () => {
    const gradientOf = (normalizer: Normalizer) =>
      tidy(() => {
        const x = requireGrad(keep(randomNormal([2, 5], new Rng(1))));
        backward(sum(mul(normalizer.normalize(x, null), randomNormal([2, 5], new Rng(2)))));
        const gradient = [...x.grad!.read()];
        x.dispose();
        return gradient;
      });
    expect(gradientOf(hard())).toEqual(gradientOf(softmax()));
    expect(gradientOf(hard(sparsemax()))).toEqual(gradientOf(sparsemax()));
  });
});

describe('the Gumbel softmax', () => {
  const temperatures = [0.5, 1, 2];

  it.each(temperatures)('at %s has each key largest as often as softmax says', (temperature) => {
    tidy(() => {
      const draws = 20_000;
      const scores = [1, 0, -1, 0.5, -9];
      const rows = tensor(
        Float32Array.from({ length: draws * 5 }, (_, i) => scores[i % 5]),
        { shape: [draws, 5] },
      );
      const choices = hard(gumbelSoftmax({ temperature, rng: new Rng(7) })).normalize(rows, null);
      const frequencies = [...sum(choices, 0).read()].map((count) => count / draws);
      const expected = softmax()
        .normalize(tensor([scores]), null)
        .read();
      for (const [j, p] of expected.entries()) {
        // Four standard deviations.
        expect(Math.abs(frequencies[j] - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws) + 1e-4);
      }
    });
  });

  it('comes to a choice as the temperature falls, and to equal weights as it rises', () => {
    tidy(() => {
      let temperature = 1e-3;
      const normalizer = gumbelSoftmax({ temperature: () => temperature, rng: new Rng(3) });
      const x = randomNormal([11, 5], new Rng(1));
      const largest = (weights: Tensor) => Math.max(...weights.read());
      expect(largest(normalizer.normalize(x, null))).toBeGreaterThan(0.999);
      temperature = 1e4;
      expect(largest(normalizer.normalize(x, null))).toBeLessThan(0.201);
    });
  });

  it('has its gradients for the noise it drew, gives the same for the same seed, and honours masks', () => {
    tidy(() => {
      const run = (x: Tensor, mask: Tensor | null = null) =>
        gumbelSoftmax({ temperature: 0.7, rng: new Rng(5) }).normalize(x, mask);
      const x = randomNormal([3, 7], new Rng(1));
      checkGradients((x) => run(x), [x]);
      expect(run(x).read()).toEqual(run(x).read());
      const mask = tensor(Uint8Array.of(1, 1, 0, 0, 1, 1, 1));
      const weights = [...run(x, mask).read()];
      expect(weights.filter((_, i) => i % 7 === 2 || i % 7 === 3)).toEqual(new Array(6).fill(0));
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(3, 5);
    });
  });

  it('refuses temperatures that are none', () => {
    const rng = new Rng(1);
    for (const temperature of [0, -1, Number.NaN]) {
      expect(() => gumbelSoftmax({ temperature, rng })).toThrow('temperature must be above 0');
      const later = gumbelSoftmax({ temperature: () => temperature, rng });
      expect(() => tidy(() => later.normalize(tensor([[1, 2]]), null))).toThrow(ValueError);
    }
  });
});
