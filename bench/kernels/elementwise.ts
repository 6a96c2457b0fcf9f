import { kernels } from '../../src/runtime/index.ts';
import { empty, Rng, tensor } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

const n = 60_000;

type Unary = 'neg' | 'exp' | 'log' | 'sqrt' | 'tanh' | 'sigmoid' | 'gelu' | 'silu' | 'sin';

/** Abramowitz and Stegun 7.1.26, exact enough to compare with. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - p * Math.exp(-x * x));
}

/**
 * A loop over `expression`, a function of x and y. It is compiled from text, since V8 would compile one loop that is given
 * many functions to calls: a naive twin ten times slower than what anyone would write.
 */
function loop(expression: string, xs: Float32Array, ys: Float32Array, out: Float32Array): () => void {
  const body = `for (let i = 0; i < out.length; i++) { const x = xs[i], y = ys[i]; out[i] = ${expression}; }`;
  return new Function('xs', 'ys', 'out', 'erf', `return () => { ${body} }`)(xs, ys, out, erf);
}

export function unary(name: Unary, expression: string): KernelCase {
  const [x, xs] = input([n], name === 'log' || name === 'sqrt' ? 0.1 : -3);
  const out = empty([n]);
  const result = new Float32Array(n);
  return {
    name,
    elements: n,
    kernel: () => kernels()[name](n, x.pointer, out.pointer),
    naive: loop(expression, xs, xs, result),
    results: [[out, result]],
  };
}

/** The same of a function with a number of its own. */
function parametric(name: 'leakyRelu' | 'elu', parameter: number, expression: string): KernelCase {
  const [x, xs] = input([n]);
  const out = empty([n]);
  const result = new Float32Array(n);
  return {
    name,
    elements: n,
    kernel: () => kernels()[name](n, parameter, x.pointer, out.pointer),
    naive: loop(expression, xs, xs, result),
    results: [[out, result]],
  };
}

function binary(name: 'add' | 'mul' | 'maximum', expression: string): KernelCase {
  const [x, xs] = input([n]);
  const [y, ys] = input([n]);
  const out = empty([n]);
  const result = new Float32Array(n);
  return {
    name,
    elements: n,
    kernel: () => kernels()[name](1, n, x.pointer, 0, 1, y.pointer, 0, 1, out.pointer),
    naive: loop(expression, xs, ys, result),
    results: [[out, result]],
  };
}

function addRows(): KernelCase {
  const [rows, columns] = [256, 256];
  const [x, xs] = input([rows, columns]);
  const [y, ys] = input([columns]);
  const out = empty([rows, columns]);
  const result = new Float32Array(rows * columns);
  return {
    name: 'add, a row to each of 256',
    elements: rows * columns,
    kernel: () => kernels().add(rows, columns, x.pointer, columns, 1, y.pointer, 0, 1, out.pointer),
    naive: () => {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) result[i * columns + j] = xs[i * columns + j] + ys[j];
      }
    },
    results: [[out, result]],
  };
}

function select(): KernelCase {
  const [x, xs] = input([n]);
  const [y, ys] = input([n]);
  const rng = new Rng(2);
  const bits = Uint8Array.from({ length: n }, () => rng.integer(2));
  const mask = tensor(bits);
  const out = empty([n]);
  const result = new Float32Array(n);
  return {
    name: 'where',
    elements: n,
    kernel: () => kernels().select(1, n, mask.pointer, 0, 1, x.pointer, 0, 1, y.pointer, 0, 1, out.pointer),
    naive: () => {
      for (let i = 0; i < n; i++) result[i] = bits[i] ? xs[i] : ys[i];
    },
    results: [[out, result]],
  };
}

function dropout(): KernelCase {
  const [x, xs] = input([n]);
  const out = empty([n]);
  const result = new Float32Array(n);
  const [seed, threshold, scale] = [12345, Math.floor(0.1 * 2 ** 31), 1 / 0.9];
  const keeps = (counter: number): boolean => {
    let w = counter ^ (counter >>> 16);
    w = Math.imul(w, 0x7feb352d);
    w ^= w >>> 15;
    w = Math.imul(w, 0x846ca68b);
    return (w ^ (w >>> 16)) >>> 1 >= threshold;
  };
  return {
    name: 'dropout',
    elements: n,
    kernel: () => kernels().dropout(n, seed, threshold, scale, x.pointer, out.pointer),
    naive: () => {
      for (let i = 0; i < n; i++) result[i] = keeps(seed + i) ? xs[i] * scale : 0;
    },
    results: [[out, result]],
  };
}

export const elementwise = (): KernelCase[] => [
  binary('add', 'x + y'),
  binary('mul', 'x * y'),
  binary('maximum', 'Math.max(x, y)'),
  addRows(),
  unary('neg', '-x'),
  unary('sqrt', 'Math.sqrt(x)'),
  unary('exp', 'Math.exp(x)'),
  unary('log', 'Math.log(x)'),
  unary('tanh', 'Math.tanh(x)'),
  unary('sigmoid', '1 / (1 + Math.exp(-x))'),
  unary('silu', 'x / (1 + Math.exp(-x))'),
  unary('gelu', '(x / 2) * (1 + erf(x / Math.SQRT2))'),
  parametric('leakyRelu', 0.2, 'x > 0 ? x : 0.2 * x'),
  parametric('elu', 1, 'x > 0 ? x : Math.expm1(x)'),
  unary('sin', 'Math.sin(x)'),
  select(),
  dropout(),
];
