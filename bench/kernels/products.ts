import { kernels } from '../../src/runtime/index.ts';
import { empty, fusedAttention, noGrad, type Tensor, tidy } from '../../src/tensor/index.ts';
import { copyInto } from '../../src/tensor/ops/inPlace.ts';
import { input, type KernelCase } from './case.ts';

/** C = A B with A's and B's strides given: [row, column] each, in elements. */
export function product(
  name: string,
  [m, n, k]: number[],
  [ar, ac]: number[],
  [br, bc]: number[],
): KernelCase {
  const [a, aData] = input([m * k]);
  const [b, bData] = input([k * n]);
  const c = empty([m, n]);
  const naive = new Float32Array(m * n);
  return {
    name: `${name} ${m} x ${k} x ${n}`,
    elements: m * n * k,
    kernel: () => kernels().gemm(m, n, k, a.pointer, ar, ac, b.pointer, br, bc, c.pointer, n, 0, 0, 0),
    naive: () => {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += aData[i * ar + p * ac] * bData[p * br + j * bc];
          naive[i * n + j] = sum;
        }
      }
    },
    results: [[c, naive]],
  };
}

/** Attention of one sequence of H heads, by its definition. */
export function attentionCase(H: number, L: number, E: number): KernelCase {
  const [q, qData] = input([1, H, L, E], -1, 1);
  const [k, kData] = input([1, H, L, E], -1, 1);
  const [v, vData] = input([1, H, L, E], -1, 1);
  const out: Tensor = empty([1, H, L, E]);
  const naive = new Float32Array(H * L * E);
  const weights = new Float64Array(L);
  return {
    name: `attention, ${H} heads, ${L} x ${L}, size ${E}`,
    // Multiply-adds of both products.
    elements: 2 * H * L * L * E,
    kernel: () => noGrad(() => tidy(() => copyInto(out, fusedAttention(q, k, v)))),
    naive: () => {
      for (let h = 0; h < H; h++) {
        for (let i = 0; i < L; i++) {
          const row = (h * L + i) * E;
          let total = 0;
          for (let j = 0; j < L; j++) {
            let score = 0;
            for (let e = 0; e < E; e++) score += qData[row + e] * kData[(h * L + j) * E + e];
            weights[j] = Math.exp(score / Math.sqrt(E));
            total += weights[j];
          }
          for (let e = 0; e < E; e++) {
            let sum = 0;
            for (let j = 0; j < L; j++) sum += weights[j] * vData[(h * L + j) * E + e];
            naive[row + e] = sum / total;
          }
        }
      }
    },
    results: [[out, naive]],
  };
}

/** Matrix products in their transpositions, matrix-vector products, attention: nanoseconds a multiply-add. */
export function products(): KernelCase[] {
  const n = 256;
  return [
    product('A B,', [n, n, n], [n, 1], [n, 1]),
    product('A Bᵀ,', [n, n, n], [n, 1], [1, n]),
    product('Aᵀ B,', [n, n, n], [1, n], [n, 1]),
    product('Aᵀ Bᵀ,', [n, n, n], [1, n], [1, n]),
    product('x Bᵀ,', [1, 4000, 128], [128, 1], [1, 128]),
    product('x B,', [1, 512, 128], [128, 1], [512, 1]),
    product('few rows, A Bᵀ,', [8, 512, 128], [128, 1], [1, 128]),
    attentionCase(4, 128, 64),
  ];
}
