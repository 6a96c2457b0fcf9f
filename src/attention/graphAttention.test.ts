import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { checkGradients } from '../../test/support/gradients.ts';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import { entriesOf, randomSparsity } from '../../test/support/sparsity.ts';
import {
  add,
  backward,
  copyInto,
  expandDims,
  maskedSoftmax,
  matmul,
  permute,
  Rng,
  randomNormal,
  reshape,
  ShapeError,
  Sparsity,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../tensor/index.ts';
import { AdditiveEdgeScore, DynamicEdgeScore, type EdgeScore, scaledDotEdges } from './edgeScores/index.ts';
import { GraphAttention, type GraphAttentionOptions } from './graphAttention.ts';

const H = 3;
const E = 5;
const sizes = { numHeads: H, headDim: E };

/** Each score, and what it is of the vectors of two nodes, head by head, in float64. */
const scores: Record<
  string,
  (rng: Rng) => { score: EdgeScore; of: (q: number[], k: number[], h: number) => number }
> = {
  additive: (rng) => {
    const score = new AdditiveEdgeScore({ ...sizes, rng });
    const [a, b] = [score.query.read(), score.key.read()];
    const of = (q: number[], k: number[], h: number): number =>
      leaky(q.reduce((s, x, i) => s + x * a[h * E + i] + k[i] * b[h * E + i], 0));
    return { score, of };
  },
  dynamic: (rng) => {
    const score = new DynamicEdgeScore({ ...sizes, rng });
    const a = score.weight.read();
    const of = (q: number[], k: number[], h: number): number =>
      q.reduce((s, x, i) => s + a[h * E + i] * leaky(x + k[i]), 0);
    return { score, of };
  },
  scaledDot: () => ({
    score: scaledDotEdges(),
    of: (q, k) => q.reduce((s, x, i) => s + x * k[i], 0) / Math.sqrt(E),
  }),
};

const leaky = (x: number): number => (x > 0 ? x : 0.2 * x);

function layerOf(options: Partial<GraphAttentionOptions> = {}): GraphAttention {
  return new GraphAttention({ inFeatures: 7, ...sizes, rng: new Rng(11), ...options });
}

/** Without dropout, by the formula, with every pair of nodes looked at: outputs [N, H, E] and weights [N, N, H]. */
function naive(
  layer: GraphAttention,
  x: Tensor,
  sees: (i: number, j: number) => number,
  scoreOf: (q: number[], k: number[], h: number) => number,
): { heads: number[][][]; weights: number[][][] } {
  const [N, F] = x.shape;
  const [w, xs] = [layer.weight.read(), x.read()];
  const project = (i: number, h: number): number[] =>
    Array.from({ length: E }, (_, d) => {
      let y = 0;
      for (let f = 0; f < F; f++) y += w[(h * E + d) * F + f] * xs[i * F + f];
      return y;
    });
  const nodes = [...Array(N).keys()];
  const projected = nodes.map((i) => Array.from({ length: H }, (_, h) => project(i, h)));
  const weights = nodes.map((i) =>
    nodes.map((j) =>
      Array.from({ length: H }, (_, h) => Math.exp(scoreOf(projected[i][h], projected[j][h], h))),
    ),
  );
  const shares = nodes.map((i) =>
    nodes.map((j) =>
      weights[i][j].map((e, h) => {
        const total = nodes.reduce((s, k) => s + sees(i, k) * weights[i][k][h], 0);
        return sees(i, j) === 0 ? 0 : e / total;
      }),
    ),
  );
  const heads = nodes.map((i) =>
    Array.from({ length: H }, (_, h) =>
      Array.from({ length: E }, (_, d) =>
        nodes.reduce((s, j) => s + sees(i, j) * shares[i][j][h] * projected[j][h][d], 0),
      ),
    ),
  );
  return { heads, weights: shares };
}

describe.each(Object.entries(scores))('GraphAttention with the %s score', (_, makeScore) => {
  expectNoLeaks();

  it('is its formula over the edges there are, with its weights', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.nat(), (N, seed) => {
        const rng = new Rng(seed);
        const { score, of } = makeScore(rng);
        using layer = layerOf({ score, rng });
        using edges = randomSparsity(rng, N, N);
        copyBias(layer, rng);
        tidy(() => {
          const x = randomNormal([N, 7], rng);
          const entries = entriesOf(edges);
          const sees = (i: number, j: number): number =>
            entries.filter(([a, b]) => a === i && b === j).length;
          const expected = naive(layer, x, sees, of);
          const bias = layer.bias!.read();
          const { output, weights } = layer.forward(x, edges, { needWeights: true });
          expect(output.shape).toEqual([N, H * E]);
          expectClose(
            output,
            expected.heads.flatMap((row) => row.flat().map((y, i) => y + bias[i])),
            5e-6,
          );
          expect(weights!.shape).toEqual([edges.numEntries, H]);
          expectClose(
            weights!,
            entries.flatMap(([i, j]) => expected.weights[i][j]),
            5e-6,
          );
        });
      }),
      { numRuns: 25 },
    );
  });

  it('has gradients, of inputs and of all parameters', () => {
    using layer = layerOf({ score: makeScore(new Rng(3)).score });
    using edges = randomSparsity(new Rng(5), 5, 5);
    tidy(() => {
      const x = randomNormal([5, 7], new Rng(7));
      checkGradients((x) => layer.forward(x, edges).output, [x], { step: 3e-3, tolerance: 3e-3 });
      backward(sum(layer.forward(x, edges).output));
      for (const [name, { grad }] of layer.namedParameters()) expect(grad, name).not.toBeNull();
    });
  });

  it('does not care how nodes are numbered', () => {
    using layer = layerOf({ score: makeScore(new Rng(3)).score });
    const N = 11;
    using edges = randomSparsity(new Rng(2), N, N);
    const order = new Rng(4).shuffle([...Array(N).keys()]);
    using renumbered = renumber(edges, order);
    tidy(() => {
      const x = randomNormal([N, 7], new Rng(9));
      const rows = (y: Tensor): number[][] =>
        order.map((i) => [...y.read()].slice(i * y.shape[1], (i + 1) * y.shape[1]));
      const before = rows(layer.forward(x, edges).output);
      const after = layer.forward(tensor(rows(x)), renumbered).output;
      expectClose(after, before.flat());
    });
  });
});

describe('GraphAttention', () => {
  expectNoLeaks();
  const path = { offsets: [0, 1, 3, 4, 4], columns: [1, 0, 2, 1], numColumns: 4 };

  it('equals dense attention under a mask of the edges', () => {
    const score = new AdditiveEdgeScore({ ...sizes, rng: new Rng(1) });
    using layer = layerOf({ score });
    using edges = new Sparsity(path);
    tidy(() => {
      const x = randomNormal([4, 7], new Rng(2));
      const mask = new Uint8Array(16);
      for (const [i, j] of entriesOf(edges)) mask[4 * i + j] = 1;
      // [H, N, E], and the parts of the score for the node that looks and the one that is looked at, [H, N, 1] and [H, 1, N].
      const h = permute(reshape(matmul(x, transpose(layer.weight)), [4, H, E]), [1, 0, 2]);
      const q = matmul(h, expandDims(score.query, 2));
      const k = matmul(h, expandDims(score.key, 2));
      const all = add(q, transpose(k)).read();
      const leakyScores = tensor(Array.from(all, leaky));
      const weights = maskedSoftmax(reshape(leakyScores, [H, 4, 4]), tensor(mask, { shape: [4, 4] }));
      const dense = reshape(permute(matmul(weights, h), [1, 0, 2]), [4, H * E]);
      expectClose(layer.forward(x, edges).output, dense.read());
    });
  });

  it('gives zeros to a node without edges, and itself to one with only a loop', () => {
    using layer = layerOf({ bias: false });
    using edges = new Sparsity(path);
    using loops = new Sparsity({ offsets: [0, 1, 2, 3, 4], columns: [0, 1, 2, 3], numColumns: 4 });
    tidy(() => {
      const x = randomNormal([4, 7], new Rng(2));
      expect([...layer.forward(x, edges).output.read()].slice(3 * H * E)).toEqual(new Array(H * E).fill(0));
      expectClose(layer.forward(x, loops).output, matmul(x, transpose(layer.weight)).read());
    });
  });

  it('takes the mean of heads where it is asked to', () => {
    using concat = layerOf({ bias: false });
    using mean = layerOf({ bias: false, merge: 'mean' });
    using edges = new Sparsity(path);
    expect([concat.outFeatures, mean.outFeatures]).toEqual([H * E, E]);
    tidy(() => {
      const x = randomNormal([4, 7], new Rng(2));
      const heads = reshape(concat.forward(x, edges).output, [4, H, E]);
      const expected = [...sum(heads, 1).read()].map((y) => y / H);
      expectClose(mean.forward(x, edges).output, expected);
    });
  });

  it('reads sparse features as it reads dense ones, with gradients', () => {
    using layer = layerOf();
    using edges = new Sparsity(path);
    using sparsity = randomSparsity(new Rng(8), 4, 7);
    tidy(() => {
      const values = randomNormal([sparsity.numEntries], new Rng(9));
      const dense = new Float32Array(4 * 7);
      for (const [e, [i, j]] of entriesOf(sparsity).entries()) dense[7 * i + j] += values.read()[e];
      const gradientOf = (x: Parameters<typeof layer.forward>[0]): number[] => {
        backward(sum(layer.forward(x, edges).output));
        const gradient = [...layer.weight.grad!.read()];
        for (const parameter of layer.parameters()) {
          parameter.grad?.dispose();
          parameter.grad = null;
        }
        return gradient;
      };
      const x = tensor(dense, { shape: [4, 7] });
      expectClose(layer.forward({ sparsity, values }, edges).output, layer.forward(x, edges).output.read());
      expectClose(tensor(gradientOf({ sparsity, values })), gradientOf(x), 5e-6);
    });
  });

  it('drops features and weights in training alone, and not the weights that it shows', () => {
    using layer = layerOf({ dropout: 0.5, attentionDropout: 0.5 });
    using edges = new Sparsity(path);
    tidy(() => {
      const x = randomNormal([4, 7], new Rng(2));
      const run = (): number[] => [...layer.forward(x, edges).output.read()];
      expect(run()).not.toEqual(run());
      layer.eval();
      expect(run()).toEqual(run());
    });
    using onlyWeights = layerOf({ attentionDropout: 0.9 });
    tidy(() => {
      const { weights } = onlyWeights.forward(randomNormal([4, 7], new Rng(2)), edges, { needWeights: true });
      const shown = [...weights!.read()];
      expect(shown.slice(0, H)).toEqual(new Array(H).fill(1));
    });
  });

  it('says what does not fit', () => {
    using layer = layerOf();
    using edges = new Sparsity(path);
    using wide = new Sparsity({ offsets: [0, 0], columns: [], numColumns: 9 });
    tidy(() => {
      expect(() => layer.forward(randomNormal([4, 5], new Rng(1)), edges)).toThrow(
        'x must be [N, 7] and edges [N, N]; got [4, 5] and [4, 4]',
      );
      expect(() => layer.forward(randomNormal([3, 7], new Rng(1)), edges)).toThrow(ShapeError);
      expect(() => layer.forward(randomNormal([1, 7], new Rng(1)), wide)).toThrow(ShapeError);
    });
  });
});

function copyBias(layer: GraphAttention, rng: Rng): void {
  tidy(() => copyInto(layer.bias!, randomNormal(layer.bias!.shape, rng)));
}

/** Node order[i] becomes node i. */
function renumber(edges: Sparsity, order: readonly number[]): Sparsity {
  const place = new Map(order.map((old, i) => [old, i]));
  const rows = order.map((old) =>
    entriesOf(edges)
      .filter(([row]) => row === old)
      .map(([, column]) => place.get(column)!),
  );
  const offsets = [0];
  for (const row of rows) offsets.push(offsets.at(-1)! + row.length);
  return new Sparsity({ offsets, columns: rows.flat(), numColumns: order.length });
}
