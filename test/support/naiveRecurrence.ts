import type { Tensor } from '../../src/tensor/index.ts';

type Vector = number[];

export interface NaiveWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  readonly biasIh: Tensor | null;
  readonly biasHh: Tensor | null;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** W x + b, row by row. */
function affine(weight: Tensor, bias: Tensor | null, x: Vector): Vector {
  const w = weight.read();
  const b = bias?.read();
  return Array.from({ length: weight.shape[0] }, (_, i) =>
    x.reduce((sum, value, j) => sum + w[i * x.length + j] * value, b?.[i] ?? 0),
  );
}

/** The next state of one sequence, by the definitions, in float64. */
export const naiveSteps: Record<string, (input: Vector, hidden: Vector, state: Vector[]) => Vector[]> = {
  LSTM: (x, y, [h, c]) => {
    const gate = (k: number, j: number): number => x[k * h.length + j] + y[k * h.length + j];
    const next = c.map((cell, j) => sigmoid(gate(1, j)) * cell + sigmoid(gate(0, j)) * Math.tanh(gate(2, j)));
    return [next.map((cell, j) => sigmoid(gate(3, j)) * Math.tanh(cell)), next];
  },
  GRU: (x, y, [h]) => {
    const n = h.length;
    return [
      h.map((before, j) => {
        const r = sigmoid(x[j] + y[j]);
        const z = sigmoid(x[n + j] + y[n + j]);
        return (1 - z) * Math.tanh(x[2 * n + j] + r * y[2 * n + j]) + z * before;
      }),
    ];
  },
  RNN: (x, y) => [x.map((value, j) => Math.tanh(value + y[j]))],
};

/** One sequence, [n, D], in one direction: the hidden states [n, H] by place, and the last state. */
export function naiveRecurrence(
  kind: string,
  weights: NaiveWeights,
  x: Vector[],
  state: Vector[],
  reverse = false,
): { output: Vector[]; state: Vector[] } {
  const output: Vector[] = [];
  for (const input of reverse ? x.toReversed() : x) {
    const sums = affine(weights.weightIh, weights.biasIh, input);
    state = naiveSteps[kind](sums, affine(weights.weightHh, weights.biasHh, state[0]), state);
    output.push(state[0]);
  }
  return { output: reverse ? output.reverse() : output, state };
}
