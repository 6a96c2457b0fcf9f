import { kernels } from '../../src/runtime/index.ts';
import { copy, empty, Rng, tensor, zeros } from '../../src/tensor/index.ts';
import { withTensorList } from '../../src/tensor/ops/tensorList.ts';
import { input, type KernelCase } from './case.ts';

// What moves memory about, and what optimizers do to it.

const [V, D, count] = [8000, 256, 1024];
const rng = new Rng(1);
const ids = Int32Array.from({ length: count }, () => rng.integer(V));

function gather(): KernelCase {
  const [table, values] = input([V, D]);
  const places = tensor(ids);
  const out = empty([count, D]);
  const result = new Float32Array(count * D);
  return {
    name: `gather ${count} rows of ${V} x ${D}`,
    elements: count * D,
    kernel: () => kernels().gatherRows(count, D, table.pointer, D, places.pointer, out.pointer),
    naive: () => {
      for (let i = 0; i < count; i++) for (let j = 0; j < D; j++) result[i * D + j] = values[ids[i] * D + j];
    },
    results: [[out, result]],
  };
}

function scatterAdd(): KernelCase {
  const [rows, values] = input([count, D]);
  const places = tensor(ids);
  const out = zeros([V, D]);
  const result = new Float32Array(V * D);
  return {
    name: `scatterAdd ${count} rows to ${V} x ${D}`,
    elements: count * D,
    kernel: () => kernels().scatterAddRows(count, D, -1, rows.pointer, places.pointer, out.pointer),
    naive: () => {
      for (let i = 0; i < count; i++) for (let j = 0; j < D; j++) result[ids[i] * D + j] += values[i * D + j];
    },
    results: [[out, result]],
  };
}

function transposeCopy(): KernelCase {
  const [rows, columns] = [512, 256];
  const [x, xs] = input([rows, columns]);
  const out = empty([columns, rows]);
  const result = new Float32Array(rows * columns);
  return {
    name: `copy of a transposed ${rows} x ${columns}`,
    elements: rows * columns,
    kernel: () => kernels().copy32(columns, rows, x.pointer, 1, columns, out.pointer, rows, 1),
    naive: () => {
      for (let i = 0; i < columns; i++)
        for (let j = 0; j < rows; j++) result[i * rows + j] = xs[j * columns + i];
    },
    results: [[out, result]],
  };
}

export function adam(): KernelCase {
  const n = 60_000;
  const [start, p] = input([n]);
  const param = copy(start);
  const [g, gs] = input([n]);
  const [m, v] = [zeros([n]), zeros([n])];
  const [ms, vs] = [new Float32Array(n), new Float32Array(n)];
  const [lr, beta1, beta2, eps, root] = [1e-3, 0.9, 0.98, 1e-9, 0.5];
  const items = [{ x: param, gradient: g, m, v, stepSize: lr, rootCorrection: root }];
  return {
    name: 'adam',
    elements: n,
    kernel: () =>
      withTensorList('adam', items, (count, list) => kernels().adam(count, list, beta1, beta2, eps, 1, 0)),
    naive: () => {
      for (let i = 0; i < n; i++) {
        ms[i] += (1 - beta1) * (gs[i] - ms[i]);
        vs[i] = beta2 * vs[i] + (1 - beta2) * gs[i] * gs[i];
        p[i] -= (lr * ms[i]) / (Math.sqrt(vs[i]) / root + eps);
      }
    },
    results: [
      [param, p],
      [m, ms],
      [v, vs],
    ],
  };
}

function sumOfSquares(): KernelCase {
  const n = 60_000;
  const [x, xs] = input([n]);
  const out = empty([]);
  const result = new Float64Array(1);
  return {
    name: 'sumOfSquares',
    elements: n,
    kernel: () => {
      const total = withTensorList('sumOfSquares', [{ x }], (...list) => kernels().sumOfSquares(...list));
      kernels().fill32(1, bits(total), out.pointer);
    },
    naive: () => {
      result[0] = 0;
      for (let i = 0; i < n; i++) result[0] += xs[i] * xs[i];
    },
    results: [[out, result]],
  };
}

const scratch = new DataView(new ArrayBuffer(4));
function bits(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getInt32(0);
}

export const memoryKernels = (): KernelCase[] => [
  gather(),
  scatterAdd(),
  transposeCopy(),
  adam(),
  sumOfSquares(),
];
