import { describe, expect, it } from 'vitest';
import { describeMechanism } from '../../../../test/conformance/mechanism.ts';
import { expectClose, relativeError } from '../../../../test/support/close.ts';
import { checkGradients } from '../../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import { Rng, randomNormal, slice, type Tensor, tensor, tidy, ValueError } from '../../../tensor/index.ts';
import { attention, attentionMap, scaledDot, softmax } from '../../index.ts';
import { nystrom } from './nystrom.ts';
import type { ValueConvolution } from './valueConvolution.ts';

const refusesCausal = () => nystrom({ numLandmarks: 5, causal: true } as { numLandmarks: number });

describeMechanism('Nyström landmarks', {
  make: () => nystrom({ numLandmarks: 5 }),
  rowSum: null,
  refusesCausal,
  limit: { make: () => nystrom({ numLandmarks: 17, pinvIterations: 14 }), L: 17, S: 17, tolerance: 1e-3 },
});
describeMechanism('Nyström landmarks of one sequence', {
  ...{ make: () => nystrom({ numLandmarks: 5 }), L: 13, S: 13, rowSum: null, refusesCausal },
});

describeMechanism('Nyström landmarks beside a convolution', {
  make: (context) => nystrom({ numLandmarks: 5, skipKernelSize: 7 }).build(context),
  ...{ L: 13, S: 13, rowSum: null, refusesCausal },
});

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, x, i) => sum + x * b[i][j], 0)));
const transposed = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const softmaxRows = (a: Matrix): Matrix =>
  a.map((row) => {
    const exponentials = row.map((x) => Math.exp(x));
    const total = exponentials.reduce((sum, x) => sum + x, 0);
    return exponentials.map((x) => x / total);
  });
const combine = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix =>
  a.map((row, i) => row.map((x, j) => f(x, b[i][j])));

function inverseOf(a: Matrix, iterations: number): Matrix {
  const largest = (m: Matrix): number =>
    Math.max(...m.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  const identity = a.map((_, i) => a.map((_, j) => Number(i === j)));
  const rest = (times: number, x: Matrix): Matrix => combine(identity, x, (e, y) => times * e - y);
  let z = transposed(a).map((row) => row.map((x) => x / (largest(a) * largest(transposed(a)))));
  for (let k = 0; k < iterations; k++) {
    const az = product(a, z);
    const inner = rest(13, product(az, rest(15, product(az, rest(7, az)))));
    z = product(z, inner).map((row) => row.map((x) => x / 4));
  }
  return z;
}

/** The formula in float64, for rows that count. */
function reference(
  q: Matrix,
  k: Matrix,
  v: Matrix,
  landmarks: Matrix,
  M: number,
  iterations: number,
): Matrix {
  const means = (x: Matrix): Matrix => {
    const count = Math.min(M, x.length);
    return Array.from({ length: count }, (_, run) => {
      const rows = x.filter((_, rank) => Math.floor((rank * count) / x.length) === run);
      return rows[0].map((_, e) => rows.reduce((sum, row) => sum + row[e], 0) / rows.length);
    });
  };
  const scores = (x: Matrix, y: Matrix): Matrix =>
    softmaxRows(product(x, transposed(y)).map((row) => row.map((s) => s / Math.sqrt(x[0].length))));
  const [ofQueries, ofKeys] = [means(landmarks), means(k)];
  const gathered = product(scores(ofQueries, k), v);
  return product(scores(q, ofKeys), product(inverseOf(scores(ofQueries, ofKeys), iterations), gathered));
}

describe('Nyström landmarks', () => {
  expectNoLeaks();
  const [B, H, E, Ev] = [2, 3, 5, 4];
  const inputs = (L: number, S: number): [Tensor, Tensor, Tensor] => {
    const rng = new Rng(2);
    return [
      randomNormal([B, H, L, E], rng),
      randomNormal([B, H, S, E], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
  };
  const rowsOf = (x: Tensor, b: number, h: number): Matrix =>
    tidy(() => {
      const [, , n, E] = x.shape;
      const data = Array.from(slice(slice(x, 0, b, b + 1), 1, h, h + 1).read());
      return Array.from({ length: n }, (_, i) => data.slice(i * E, (i + 1) * E));
    });

  it.each([
    { L: 11, S: 11, numLandmarks: 4 },
    { L: 7, S: 13, numLandmarks: 5 },
    { L: 3, S: 13, numLandmarks: 5 },
    { L: 13, S: 13, numLandmarks: 8 },
  ])('computes its formula with runs of each sequence by itself: %j', ({ L, S, numLandmarks }) => {
    tidy(() => {
      const [q, k, v] = inputs(L, S);
      const lengths = [S, 6];
      const hidden = 2;
      const mask = tensor(Uint8Array.from({ length: S }, (_, j) => Number(j !== hidden)));
      const { output } = nystrom({ numLandmarks })(q, k, v, { lengths, mask });
      for (let b = 0; b < B; b++)
        for (let h = 0; h < H; h++) {
          const [x, y, z] = [q, k, v].map((t) => rowsOf(t, b, h));
          const [keys, values] = [y, z].map((rows) => rows.filter((_, j) => j < lengths[b] && j !== hidden));
          const landmarks = L === S ? x.slice(0, lengths[b]) : x;
          const expected = reference(x, keys, values, landmarks, numLandmarks, 6).flat();
          expect(relativeError(rowsOf(output, b, h).flat(), expected)).toBeLessThan(1e-5);
        }
    });
  });

  it('has its gradients where a sequence has fewer positions than landmarks', () => {
    tidy(() => {
      const mechanism = nystrom({ numLandmarks: 5 });
      checkGradients((q, k, v) => mechanism(q, k, v, { lengths: [11, 3] }).output, inputs(11, 11));
    });
  });

  it('gives zeros where there is no key', () => {
    tidy(() => {
      const { output } = nystrom({ numLandmarks: 3 })(...inputs(7, 7), { lengths: [7, 0] });
      expect(
        Array.from(output.read())
          .slice(H * 7 * Ev)
          .every((x) => x === 0),
      ).toBe(true);
    });
  });

  it('comes closer to exact attention with more landmarks, and its rows to a sum of 1 with more iterations', () => {
    tidy(() => {
      const n = 64;
      const rng = new Rng(5);
      // What landmarks are for: neighbours that are alike.
      const wave = (): Tensor => {
        const phases = Array.from({ length: E }, () => rng.uniform() * 9);
        const data = Float32Array.from({ length: n * E }, (_, at) =>
          Math.sin((Math.floor(at / E) / n) * 2 * (1 + (at % E)) + phases[at % E]),
        );
        return tensor(data, { shape: [1, 1, n, E] });
      };
      const [q, k] = [wave(), wave()];
      const v = randomNormal([1, 1, n, Ev], rng);
      const exact = attention({ score: scaledDot(), normalizer: softmax() })(q, k, v).output.read();
      const errors = [2, 8, 32].map((numLandmarks) =>
        relativeError(nystrom({ numLandmarks, pinvIterations: 8 })(q, k, v).output.read(), exact),
      );
      expect(errors[1]).toBeLessThan(errors[0] / 5);
      expect(errors[2]).toBeLessThan(errors[1]);
      const offBy = [3, 12].map((pinvIterations) => {
        const sums = attentionMap(nystrom({ numLandmarks: 4, pinvIterations }), q, k)
          .sum(-1)
          .read();
        return Math.max(...Array.from(sums, (sum) => Math.abs(sum - 1)));
      });
      expect(offBy[1]).toBeLessThan(1e-3);
      expect(offBy[1]).toBeLessThan(offBy[0]);
    });
  });

  it.each([1, 5, 71])('adds a convolution over %i positions of values that are seen', (K) => {
    const n = 67;
    const mechanism = nystrom({ numLandmarks: 4, skipKernelSize: K }).build({
      ...{ numHeads: H, headDim: E, rng: new Rng(3) },
    });
    const { weight } = mechanism.modules[0] as ValueConvolution;
    tidy(() => {
      const [q, k, v] = inputs(n, n);
      const lengths = [n, 31];
      const plain = nystrom({ numLandmarks: 4 })(q, k, v, { lengths }).output.read();
      const [values, taps] = [v.read(), weight.read()];
      const expected = Float64Array.from(plain, (x, at) => {
        const [head, i] = [Math.floor(at / (n * Ev)), Math.floor(at / Ev) % n];
        let sum = x;
        for (let c = 0; c < K; c++) {
          const j = i + c - (K - 1) / 2;
          if (j < 0 || j >= lengths[Math.floor(head / H)]) continue;
          sum += taps[(head % H) * K + c] * values[(head * n + j) * Ev + (at % Ev)];
        }
        return sum;
      });
      expectClose(mechanism(q, k, v, { lengths }).output, expected);
      expect(() => mechanism(...inputs(5, 7))).toThrow(/L must be S; got L = 5 and S = 7/);
    });
    weight.dispose();
  });

  it('refuses counts that are none, and masks that tell queries apart', () => {
    expect(() => nystrom({ numLandmarks: 0 })).toThrow(ValueError);
    expect(() => nystrom({ numLandmarks: 3, pinvIterations: 1.5 })).toThrow(/pinvIterations/);
    expect(() => nystrom({ numLandmarks: 3, skipKernelSize: 4 })).toThrow(/must be odd/);
    tidy(() => {
      const mask = tensor(new Uint8Array(35).fill(1), { shape: [5, 7] });
      expect(() => nystrom({ numLandmarks: 3 })(...inputs(5, 7), { mask })).toThrow(/same for all queries/);
    });
  });
});
