import { kernels } from '../../src/runtime/index.ts';
import { empty, ones, Rng, tensor, zeros } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// What works row by row: softmax, losses, normalisation and reductions.

function softmaxRow(x: Float32Array, from: number, n: number, out: Float32Array, allowed?: Uint8Array): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < n; j++) if (!allowed || allowed[j]) max = Math.max(max, x[from + j]);
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const e = !allowed || allowed[j] ? Math.exp(x[from + j] - max) : 0;
    out[from + j] = e;
    sum += e;
  }
  for (let j = 0; j < n; j++) out[from + j] /= sum;
}

function softmax(rows: number, n: number): KernelCase {
  const [x, xs] = input([rows, n]);
  const out = empty([rows, n]);
  const result = new Float32Array(rows * n);
  return {
    name: `softmax ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels().softmax(rows, n, x.pointer, out.pointer),
    naive: () => {
      for (let i = 0; i < rows; i++) softmaxRow(xs, i * n, n, result);
    },
    results: [[out, result]],
  };
}

function maskedSoftmax(rows: number, n: number): KernelCase {
  const [x, xs] = input([rows, n]);
  const rng = new Rng(2);
  const allowed = Uint8Array.from({ length: n }, (_, j) => (j === 0 || rng.uniform() < 0.7 ? 1 : 0));
  const mask = tensor(allowed);
  const out = empty([rows, n]);
  const result = new Float32Array(rows * n);
  return {
    name: `maskedSoftmax ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels().maskedSoftmax(rows, n, x.pointer, mask.pointer, 0, 1, out.pointer),
    naive: () => {
      for (let i = 0; i < rows; i++) softmaxRow(xs, i * n, n, result, allowed);
    },
    results: [[out, result]],
  };
}

function softmaxBackward(rows: number, n: number): KernelCase {
  const [y, ys] = input([rows, n], 0, 2 / n);
  const [g, gs] = input([rows, n]);
  const out = empty([rows, n]);
  const result = new Float32Array(rows * n);
  return {
    name: `softmaxBackward ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels().softmaxBackward(rows, n, y.pointer, g.pointer, out.pointer),
    naive: () => {
      for (let from = 0; from < rows * n; from += n) {
        let dot = 0;
        for (let j = from; j < from + n; j++) dot += ys[j] * gs[j];
        for (let j = from; j < from + n; j++) result[j] = ys[j] * (gs[j] - dot);
      }
    },
    results: [[out, result]],
  };
}

/** Forward and backward together, with label smoothing: the loss of a translator's training step. */
function crossEntropy(rows: number, V: number): KernelCase {
  const [x, xs] = input([rows, V]);
  const rng = new Rng(3);
  const ids = Int32Array.from({ length: rows }, () => rng.integer(V));
  const targets = tensor(ids);
  const [losses, normalisers, dx, g] = [empty([rows]), empty([rows]), empty([rows, V]), ones([])];
  const smoothing = 0.1;
  const lossOf = new Float32Array(rows);
  const gradient = new Float32Array(rows * V);
  return {
    name: `crossEntropy and its backward ${rows} x ${V}`,
    elements: rows * V,
    kernel: () => {
      const settings = [rows, V, smoothing, -100] as const;
      const at = [x.pointer, targets.pointer, normalisers.pointer] as const;
      kernels().crossEntropy(...settings, ...at, losses.pointer);
      kernels().crossEntropyBackward(...settings, 1, ...at, g.pointer, 0, dx.pointer);
    },
    naive: () => {
      for (let i = 0; i < rows; i++) {
        const from = i * V;
        let [max, sum, total] = [Number.NEGATIVE_INFINITY, 0, 0];
        for (let j = from; j < from + V; j++) max = Math.max(max, xs[j]);
        for (let j = from; j < from + V; j++) {
          sum += Math.exp(xs[j] - max);
          total += xs[j];
        }
        const normaliser = max + Math.log(sum);
        lossOf[i] = normaliser - (1 - smoothing) * xs[from + ids[i]] - (smoothing * total) / V;
        for (let j = from; j < from + V; j++) gradient[j] = Math.exp(xs[j] - normaliser) - smoothing / V;
        gradient[from + ids[i]] -= 1 - smoothing;
      }
    },
    results: [
      [losses, lossOf],
      [dx, gradient],
    ],
  };
}

/** Forward and backward together. */
function layerNorm(rows: number, n: number): KernelCase {
  const [x, xs] = input([rows, n]);
  const [gamma, gammas] = input([n]);
  const [beta, betas] = input([n]);
  const [g, gs] = input([rows, n]);
  const [out, dx, dGamma, dBeta] = [empty([rows, n]), empty([rows, n]), zeros([n]), zeros([n])];
  const [means, scales] = [empty([rows]), empty([rows])];
  const [y, dxs] = [new Float32Array(rows * n), new Float32Array(rows * n)];
  const [dGammas, dBetas] = [new Float64Array(n), new Float64Array(n)];
  return {
    name: `layerNorm and its backward ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => {
      const kept = [means.pointer, scales.pointer] as const;
      kernels().fill32(n, 0, dGamma.pointer);
      kernels().fill32(n, 0, dBeta.pointer);
      kernels().layerNorm(rows, n, 1e-5, x.pointer, gamma.pointer, beta.pointer, ...kept, out.pointer);
      const given = [x.pointer, gamma.pointer, ...kept, g.pointer] as const;
      kernels().layerNormBackward(rows, n, ...given, dx.pointer, dGamma.pointer, dBeta.pointer);
    },
    naive: () => {
      dGammas.fill(0);
      dBetas.fill(0);
      for (let from = 0; from < rows * n; from += n) {
        let [mean, square, meanG, meanDot] = [0, 0, 0, 0];
        for (let j = 0; j < n; j++) mean += xs[from + j] / n;
        for (let j = 0; j < n; j++) square += (xs[from + j] - mean) ** 2 / n;
        const scale = 1 / Math.sqrt(square + 1e-5);
        for (let j = 0; j < n; j++) {
          const h = (xs[from + j] - mean) * scale;
          y[from + j] = h * gammas[j] + betas[j];
          dGammas[j] += gs[from + j] * h;
          dBetas[j] += gs[from + j];
          meanG += (gs[from + j] * gammas[j]) / n;
          meanDot += (gs[from + j] * gammas[j] * h) / n;
        }
        for (let j = 0; j < n; j++) {
          const h = (xs[from + j] - mean) * scale;
          dxs[from + j] = scale * (gs[from + j] * gammas[j] - meanG - h * meanDot);
        }
      }
    },
    results: [
      [out, y],
      [dx, dxs],
      [dGamma, dGammas],
      [dBeta, dBetas],
    ],
  };
}

function sum(outer: number, n: number, inner: number): KernelCase {
  const [x, xs] = input([outer, n, inner]);
  const out = empty([outer, inner]);
  const result = new Float64Array(outer * inner);
  return {
    name: `sum over n of ${outer} x n=${n} x ${inner}`,
    elements: outer * n * inner,
    kernel: () => kernels().sum(outer, n, inner, x.pointer, out.pointer),
    naive: () => {
      result.fill(0);
      for (let i = 0; i < outer; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < inner; k++) result[i * inner + k] += xs[(i * n + j) * inner + k];
        }
      }
    },
    results: [[out, result]],
  };
}

function argmax(rows: number, n: number): KernelCase {
  const [x, xs] = input([rows, n]);
  const [values, ids] = [empty([rows]), empty([rows], 'int32')];
  const result = new Int32Array(rows);
  return {
    name: `max and argmax ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels().max(rows, n, 1, x.pointer, values.pointer, ids.pointer),
    naive: () => {
      for (let i = 0; i < rows; i++) {
        let best = 0;
        for (let j = 1; j < n; j++) if (xs[i * n + j] > xs[i * n + best]) best = j;
        result[i] = best;
      }
    },
    results: [[ids, result]],
  };
}

function topK(rows: number, n: number, k: number): KernelCase {
  const [x, xs] = input([rows, n]);
  const [values, ids] = [empty([rows, k]), empty([rows, k], 'int32')];
  const result = new Int32Array(rows * k);
  return {
    name: `topK ${k} of ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels().topK(rows, n, k, x.pointer, 0, values.pointer, ids.pointer),
    naive: () => {
      for (let i = 0; i < rows; i++) {
        const row = xs.slice(i * n, (i + 1) * n);
        for (let rank = 0; rank < k; rank++) {
          let best = 0;
          for (let j = 1; j < n; j++) if (row[j] > row[best]) best = j;
          result[i * k + rank] = best;
          row[best] = Number.NEGATIVE_INFINITY;
        }
      }
    },
    results: [[ids, result]],
  };
}

export const rowKernels = (): KernelCase[] => [
  softmax(512, 40),
  softmax(512, 256),
  maskedSoftmax(512, 256),
  softmaxBackward(512, 256),
  crossEntropy(200, 8000),
  layerNorm(1024, 256),
  sum(512, 256, 1),
  sum(1, 2048, 256),
  argmax(64, 8000),
  topK(16, 8000, 5),
];
