import { kernels } from '../../src/runtime/index.ts';
import { empty } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// The sparse normalizers, beside the textbook's way: sort a row, and find how many of the largest count.

/** The threshold of a row whose largest come first. */
type Threshold = (sorted: Float32Array) => number;

function sparsemaxThreshold(z: Float32Array): number {
  let [sum, threshold] = [0, 0];
  for (let k = 0; k < z.length; k++) {
    sum += z[k];
    if (1 + (k + 1) * z[k] <= sum) break;
    threshold = (sum - 1) / (k + 1);
  }
  return threshold;
}

/** Of halved scores: with the mean and the sum of square deviations of the k largest. */
function entmax15Threshold(z: Float32Array): number {
  let [sum, squares, threshold] = [0, 0, 0];
  for (let k = 0; k < z.length; k++) {
    sum += z[k];
    squares += z[k] * z[k];
    const mean = sum / (k + 1);
    const rest = (1 - (squares - sum * mean)) / (k + 1);
    const next = mean - Math.sqrt(Math.max(0, rest));
    if (rest < 0 || next > z[k]) break;
    threshold = next;
  }
  return threshold;
}

function normalizer(name: 'sparsemax' | 'entmax15', rows: number, n: number): KernelCase {
  const [threshold, half, power]: [Threshold, number, number] =
    name === 'sparsemax' ? [sparsemaxThreshold, 1, 1] : [entmax15Threshold, 0.5, 2];
  const [x, xs] = input([rows, n]);
  const out = empty([rows, n]);
  const result = new Float32Array(rows * n);
  return {
    name: `${name} ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels()[name](rows, n, x.pointer, out.pointer),
    naive: () => {
      for (let from = 0; from < rows * n; from += n) {
        const z = xs.slice(from, from + n).map((score) => score * half);
        const t = threshold(z.slice().sort().reverse());
        for (let j = 0; j < n; j++) result[from + j] = Math.max(0, z[j] - t) ** power;
      }
    },
    results: [[out, result]],
  };
}

function backward(name: 'sparsemax' | 'entmax15', rows: number, n: number): KernelCase {
  const slope = name === 'sparsemax' ? (p: number) => (p > 0 ? 1 : 0) : Math.sqrt;
  const [p, ps] = input([rows, n], 0, 2 / n);
  const [g, gs] = input([rows, n]);
  const out = empty([rows, n]);
  const result = new Float32Array(rows * n);
  return {
    name: `${name}Backward ${rows} x ${n}`,
    elements: rows * n,
    kernel: () => kernels()[`${name}Backward`](rows, n, p.pointer, g.pointer, out.pointer),
    naive: () => {
      for (let from = 0; from < rows * n; from += n) {
        let [total, mean] = [0, 0];
        for (let j = from; j < from + n; j++) {
          total += slope(ps[j]);
          mean += slope(ps[j]) * gs[j];
        }
        mean /= total;
        for (let j = from; j < from + n; j++) result[j] = slope(ps[j]) * (gs[j] - mean);
      }
    },
    results: [[out, result]],
  };
}

export const sparseKernels = (): KernelCase[] => [
  normalizer('sparsemax', 512, 256),
  normalizer('entmax15', 512, 256),
  backward('sparsemax', 512, 256),
  backward('entmax15', 512, 256),
];
