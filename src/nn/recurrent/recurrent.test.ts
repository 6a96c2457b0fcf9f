import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchRecurrent.json' with { type: 'json' };
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { naiveRecurrence } from '../../../test/support/naiveRecurrence.ts';
import {
  add,
  backward,
  countTensors,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  slice,
  squeeze,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../../tensor/index.ts';
import { GRU, GRUCell } from './gru.ts';
import { LSTM, LSTMCell } from './lstm.ts';
import type { RecurrentState } from './recurrence.ts';
import type { RecurrentCell } from './recurrentCell.ts';
import type { RecurrentOptions, RecurrentStack } from './recurrentStack.ts';
import { RNN, RNNCell } from './rnn.ts';

type Options = RecurrentOptions & { nonlinearity?: 'tanh' | 'relu' };

const stacks: Record<string, (options: Options) => RecurrentStack<RecurrentState>> = {
  LSTM: (options) => new LSTM(options),
  GRU: (options) => new GRU(options),
  RNN: (options) => new RNN(options),
};
const cells: Record<string, (rng: Rng) => RecurrentCell<RecurrentState>> = {
  LSTM: (rng) => new LSTMCell({ inputSize: 3, hiddenSize: 5, rng }),
  GRU: (rng) => new GRUCell({ inputSize: 3, hiddenSize: 5, rng }),
  RNN: (rng) => new RNNCell({ inputSize: 3, hiddenSize: 5, rng }),
};
const kinds = Object.keys(stacks);

interface Values {
  shape: number[];
  data: number[];
}
interface Case {
  kind: string;
  options: Omit<Options, 'rng'>;
  lengths: number[] | null;
  x: Values;
  state: Values[];
  weights: Record<string, Values>;
  output: Values;
  final: Values[];
  outputGradients: Values[];
  gradients: { x: Values; state: Values[]; weights: Record<string, Values> };
}

// What PyTorch computes; test/fixtures/torchRecurrent.py writes it.
const cases = fixture as unknown as Case[];

const read = ({ shape, data }: Values): Tensor => tensor(data, { shape });

/** Entry i of PyTorch's [layers, B, H]. */
const entry = (values: Tensor, i: number): Tensor => squeeze(slice(values, 0, i, i + 1), 0);

describe('against PyTorch', () => {
  it.each(cases)('$kind $options, lengths $lengths', (fixture) => {
    tidy(() => {
      const layer = stacks[fixture.kind]({ ...fixture.options, rng: new Rng(1) });
      layer.loadStateDict(
        new Map(Object.entries(fixture.weights).map(([name, values]) => [name, read(values)])),
      );
      const x = requireGrad(read(fixture.x));
      const parts = fixture.state.map((values) => requireGrad(read(values)));
      const state = Array.from({ length: parts[0].shape[0] }, (_, i) => {
        const [h, c] = parts.map((part) => entry(part, i));
        return c === undefined ? { h } : { h, c };
      });
      const result = layer.forward(x, { state, lengths: fixture.lengths ?? undefined });

      expect(result.output.shape).toEqual(fixture.output.shape);
      expectClose(result.output, fixture.output.data);
      const size = result.state[0].h.size;
      for (const [i, last] of result.state.entries()) {
        const [h, c] = fixture.final.map(({ data }) => data.slice(i * size, (i + 1) * size));
        expectClose(last.h, h);
        if (c !== undefined) expectClose(last.c!, c);
      }

      const [outputGradient, ...stateGradients] = fixture.outputGradients.map(read);
      let loss = sum(mul(result.output, outputGradient));
      for (const [i, last] of result.state.entries()) {
        const [dh, dc] = stateGradients.map((gradient) => entry(gradient, i));
        loss = add(loss, sum(mul(last.h, dh)));
        if (dc !== undefined) loss = add(loss, sum(mul(last.c!, dc)));
      }
      backward(loss);
      expectClose(x.grad!, fixture.gradients.x.data);
      for (const [i, part] of parts.entries()) expectClose(part.grad!, fixture.gradients.state[i].data);
      for (const [name, parameter] of layer.namedParameters()) {
        expectClose(parameter.grad!, fixture.gradients.weights[name].data);
      }
      layer.dispose();
    });
  });
});

describe.each(kinds)('%s', (kind) => {
  it('equals the definition, whatever the extents, lengths and direction', () => {
    const extents = fc.record({
      rows: fc.integer({ min: 1, max: 6 }),
      steps: fc.integer({ min: 1, max: 9 }),
      inputSize: fc.integer({ min: 1, max: 9 }),
      hiddenSize: fc.integer({ min: 1, max: 19 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(extents, fc.boolean(), ({ rows, steps, inputSize, hiddenSize, seed }, padded) => {
        tidy(() => {
          const rng = new Rng(seed);
          const layer = stacks[kind]({ inputSize, hiddenSize, bidirectional: true, rng });
          const x = randomNormal([rows, steps, inputSize], rng);
          const lengths = Array.from({ length: rows }, () => (padded ? rng.integer(steps + 1) : steps));
          const { output, state } = layer.forward(x, { lengths });
          const outputs = output.read();
          const values = x.read();
          for (let b = 0; b < rows; b++) {
            const sequence = Array.from({ length: lengths[b] }, (_, t) =>
              Array.from(values.slice((b * steps + t) * inputSize, (b * steps + t + 1) * inputSize)),
            );
            for (const direction of [0, 1]) {
              const zero = Array.from({ length: 2 }, () => new Array<number>(hiddenSize).fill(0));
              const naive = naiveRecurrence(kind, layer.cells[0][direction], sequence, zero, direction === 1);
              const wanted = Array.from({ length: steps }, (_, t) => naive.output[t] ?? zero[0]).flat();
              const got = wanted.map((_, i) => {
                const [t, j] = [Math.floor(i / hiddenSize), i % hiddenSize];
                return outputs[((b * steps + t) * 2 + direction) * hiddenSize + j];
              });
              expectClose(tensor(got), wanted, 2e-6, 1);
              expectClose(slice(state[direction].h, 0, b, b + 1), naive.state[0], 2e-6, 1);
            }
          }
          layer.dispose();
        });
      }),
      { numRuns: 25 },
    );
  });

  it('has the gradients of its output and last state', () => {
    tidy(() => {
      const rng = new Rng(5);
      const layer = stacks[kind]({ inputSize: 3, hiddenSize: 5, numLayers: 2, bidirectional: true, rng });
      const x = randomNormal([2, 4, 3], rng);
      checkGradients((x) => layer.forward(x, { lengths: [3, 4] }).output, [x]);
      checkGradients((x) => layer.forward(x, { lengths: [3, 4] }).state[3].h, [x]);
      layer.dispose();
    });
  });

  it('takes single steps to where whole sequences lead', () => {
    tidy(() => {
      const rng = new Rng(6);
      const layer = stacks[kind]({ inputSize: 3, hiddenSize: 5, numLayers: 2, rng });
      const x = randomNormal([2, 7, 3], rng);
      const whole = layer.forward(x);
      let state: readonly RecurrentState[] | undefined;
      for (let t = 0; t < 7; t++) {
        const now = layer.step(squeeze(slice(x, 1, t, t + 1), 1), state);
        expectClose(now.output, squeeze(slice(whole.output, 1, t, t + 1), 1).read());
        state = now.state;
      }
      for (const [i, { h, c }] of whole.state.entries()) {
        expectClose(state![i].h, h.read());
        if (c !== undefined) expectClose(state![i].c!, c.read());
      }
      layer.dispose();
    });
  });

  it('has a cell with gradients for its weights and state', () => {
    tidy(() => {
      const rng = new Rng(7);
      const cell = cells[kind](rng);
      expect([...cell.namedParameters().keys()]).toEqual(['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh']);
      const first = cell.initialState(2);
      checkGradients(
        (x, h) => cell.step(x, { ...first, h }).h,
        [randomNormal([2, 3], rng), randomNormal([2, 5], rng)],
      );
      backward(sum(cell.step(randomNormal([2, 3], rng)).h));
      for (const parameter of cell.parameters()) expect(parameter.grad!.shape).toEqual(parameter.shape);
      cell.dispose();
    });
  });

  it('ignores what stands past a length, forward and backward', () => {
    tidy(() => {
      const rng = new Rng(8);
      const layer = stacks[kind]({ inputSize: 2, hiddenSize: 3, bidirectional: true, rng });
      const x = requireGrad(
        tensor([
          [
            [1, 2],
            [3, 4],
            [Number.NaN, Number.NaN],
          ],
        ]),
      );
      const { output } = layer.forward(x, { lengths: [2] });
      expect([...output.read().slice(12)]).toEqual([0, 0, 0, 0, 0, 0]);
      backward(sum(output));
      expect([...x.grad!.read().slice(4)]).toEqual([0, 0]);
      for (const parameter of layer.parameters())
        expect(parameter.grad!.read().every(Number.isFinite)).toBe(true);
      layer.dispose();
    });
  });

  it('gives a padded batch what each sequence gets alone, whatever the padding holds', () => {
    tidy(() => {
      const layer = stacks[kind]({
        ...{ inputSize: 3, hiddenSize: 5, numLayers: 2, bidirectional: true },
        rng: new Rng(14),
      });
      const x = randomNormal([3, 11, 3], new Rng(15));
      const lengths = [7, 11, 2];
      const padded = layer.forward(x, { lengths });
      for (const [b, length] of lengths.entries()) {
        const row = slice(x, 0, b, b + 1);
        const alone = layer.forward(slice(row, 1, 0, length));
        const output = slice(slice(padded.output, 0, b, b + 1), 1, 0, length);
        expectClose(output, alone.output.read());
        for (const [i, { h }] of alone.state.entries()) {
          expectClose(slice(padded.state[i].h, 0, b, b + 1), h.read());
        }
      }
      layer.dispose();
    });
  });

  it('takes empty batches and sequences', () => {
    tidy(() => {
      const layer = stacks[kind]({ inputSize: 2, hiddenSize: 3, bidirectional: true, rng: new Rng(11) });
      for (const shape of [
        [2, 0, 2],
        [0, 4, 2],
      ]) {
        const x = requireGrad(zeros(shape));
        const { output, state } = layer.forward(x);
        expect(output.shape).toEqual([...shape.slice(0, 2), 6]);
        expect([...state[1].h.read()].every((value) => value === 0)).toBe(true);
        backward(sum(output));
        expect(x.grad!.shape).toEqual(shape);
      }
      layer.dispose();
    });
  });

  it('drops between layers while training, and nowhere else', () => {
    tidy(() => {
      const layer = stacks[kind]({
        inputSize: 2,
        hiddenSize: 7,
        numLayers: 2,
        dropout: 0.5,
        rng: new Rng(12),
      });
      const x = randomNormal([3, 5, 2], new Rng(13));
      const dropped = layer.forward(x).output.read();
      expect(dropped.some((value) => value === 0)).toBe(false);
      const whole = layer.eval().forward(x).output.read();
      expect(dropped).not.toEqual(whole);
      expect(layer.forward(x).output.read()).toEqual(whole);
      layer.dispose();
    });
  });

  it('leaves no tensors behind', () => {
    const before = countTensors();
    tidy(() => {
      const rng = new Rng(9);
      const layer = stacks[kind]({ inputSize: 3, hiddenSize: 5, numLayers: 2, bidirectional: true, rng });
      backward(sum(layer.forward(randomNormal([2, 4, 3], rng), { lengths: [3, 4] }).output));
      layer.dispose();
    });
    expect(countTensors()).toBe(before);
  });
});

describe('errors', () => {
  const rng = new Rng(10);
  const layer = new LSTM({ inputSize: 3, hiddenSize: 5, bidirectional: true, rng });

  it('says which extents do not fit', () => {
    tidy(() => {
      const x = randomNormal([2, 4, 3], rng);
      expect(() => layer.forward(randomNormal([2, 4, 7], rng))).toThrow(ShapeError);
      expect(() => layer.forward(randomNormal([2, 4, 7], rng))).toThrow(
        'D = 3, the input size; got [2, 4, 7]',
      );
      const h = randomNormal([3, 5], rng);
      expect(() => layer.forward(x, { state: [{ h, c: h }] })).toThrow('a state for each of 2');
      expect(() =>
        layer.forward(x, {
          state: [
            { h, c: h },
            { h, c: h },
          ],
        }),
      ).toThrow('must be [B, H] = [2, 5]');
      const stack: RecurrentStack<RecurrentState> = layer;
      const missing = [{ h: randomNormal([2, 5], rng) }, { h: randomNormal([2, 5], rng) }];
      expect(() => stack.forward(x, { state: missing })).toThrow('got none');
      expect(() => layer.forward(x, { lengths: [4] })).toThrow(ValueError);
      expect(() => layer.forward(x, { lengths: [4, 5] })).toThrow(ValueError);
      expect(() => layer.step(randomNormal([2, 3], rng))).toThrow('use forward');
      expect(() => new GRU({ inputSize: 3, hiddenSize: 5, numLayers: 0, rng })).toThrow(
        'GRU: inputSize, hiddenSize and numLayers must be whole numbers from 1; got 3, 5 and 0',
      );
    });
  });
});
