import { kernels } from '../../src/runtime/index.ts';
import { empty, Rng, Sparsity } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// What attention along the edges of a graph is made of, for nodes of as many edges as those of a citation graph.

const [N, H, E] = [2000, 8, 8];
const DEGREE = 5;

interface Edges {
  readonly sparsity: Sparsity;
  readonly M: number;
  readonly offsets: number;
  readonly columns: number;
  /** Calls `visit` with both ends of each edge. */
  readonly each: (visit: (e: number, row: number, column: number) => void) => void;
}

function randomEdges(): Edges {
  const rng = new Rng(1);
  const columns = Int32Array.from({ length: N * DEGREE }, () => rng.integer(N));
  const offsets = Int32Array.from({ length: N + 1 }, (_, i) => i * DEGREE);
  const sparsity = new Sparsity({ offsets, columns, numColumns: N });
  return {
    sparsity,
    M: columns.length,
    offsets: sparsity.offsets.pointer,
    columns: sparsity.columns.pointer,
    each: (visit) => {
      for (let e = 0; e < columns.length; e++) visit(e, Math.floor(e / DEGREE), columns[e]);
    },
  };
}

function product(edges: Edges, transposed: boolean): KernelCase {
  const { M, offsets, columns, each } = edges;
  const [weights, ws] = input([M, H]);
  const [x, xs] = input([N, H, E]);
  const out = empty([N, H, E]);
  const result = new Float64Array(N * H * E);
  const at = [N, H, E, offsets, columns, weights.pointer, x.pointer, out.pointer] as const;
  return {
    name: `sparse product${transposed ? ', transposed,' : ''} of ${M} edges, ${H} x ${E}`,
    elements: M * H * E,
    kernel: () => {
      if (!transposed) return kernels().sparseProduct(...at);
      kernels().fill32(out.size, 0, out.pointer);
      kernels().sparseTransposedProduct(...at);
    },
    naive: () => {
      result.fill(0);
      each((e, row, column) => {
        const [to, from] = transposed ? [column, row] : [row, column];
        for (let i = 0; i < H * E; i++) {
          result[to * H * E + i] += ws[e * H + Math.floor(i / E)] * xs[from * H * E + i];
        }
      });
    },
    results: [[out, result]],
  };
}

function dots({ M, offsets, columns, each }: Edges): KernelCase {
  const [x, xs] = input([N, H, E]);
  const [y, ys] = input([N, H, E]);
  const out = empty([M, H]);
  const result = new Float32Array(M * H);
  return {
    name: `sparse dots of ${M} edges, ${H} x ${E}`,
    elements: M * H * E,
    kernel: () => kernels().sparseDots(N, H, E, offsets, columns, x.pointer, y.pointer, out.pointer),
    naive: () =>
      each((e, row, column) => {
        for (let h = 0; h < H; h++) {
          let sum = 0;
          for (let i = h * E; i < (h + 1) * E; i++) sum += xs[row * H * E + i] * ys[column * H * E + i];
          result[e * H + h] = sum;
        }
      }),
    results: [[out, result]],
  };
}

/** Forward and backward together. */
function softmax({ M, offsets }: Edges): KernelCase {
  const [x, xs] = input([M, H]);
  const [g, gs] = input([M, H]);
  const [out, dx] = [empty([M, H]), empty([M, H])];
  const [y, dxs] = [new Float32Array(M * H), new Float32Array(M * H)];
  return {
    name: `sparse softmax and its backward, ${M} edges x ${H}`,
    elements: M * H,
    kernel: () => {
      kernels().sparseSoftmax(N, H, offsets, x.pointer, out.pointer);
      kernels().sparseSoftmaxBackward(N, H, offsets, out.pointer, g.pointer, dx.pointer);
    },
    naive: () => {
      for (let row = 0; row < M * H; row += DEGREE * H) {
        for (let from = row; from < row + H; from++) {
          const end = from + DEGREE * H;
          let [max, total, dot] = [Number.NEGATIVE_INFINITY, 0, 0];
          for (let at = from; at < end; at += H) max = Math.max(max, xs[at]);
          for (let at = from; at < end; at += H) {
            y[at] = Math.exp(xs[at] - max);
            total += y[at];
          }
          for (let at = from; at < end; at += H) {
            y[at] /= total;
            dot += y[at] * gs[at];
          }
          for (let at = from; at < end; at += H) dxs[at] = y[at] * (gs[at] - dot);
        }
      }
    },
    results: [
      [out, y],
      [dx, dxs],
    ],
  };
}

export function graphKernels(): KernelCase[] {
  const edges = randomEdges();
  return [product(edges, false), product(edges, true), dots(edges), softmax(edges)];
}
