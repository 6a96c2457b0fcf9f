import { expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchPositions.json' with { type: 'json' };
import { expectClose } from '../../../test/support/close.ts';
import { Module } from '../../nn/index.ts';
import { backward, countTensors, Rng, requireGrad, tensor, tidy } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { softmax } from '../normalizers/index.ts';
import { scaledDot } from '../scores/index.ts';
import { alibi, type RelativePositions, rotary, ShawPositions, T5Buckets } from './index.ts';

interface Stored {
  shape: number[];
  data: number[];
}

interface Case {
  inputs: Stored[];
  tables: Stored[];
  output: Stored;
  gradient: Stored;
  inputGradients: Stored[];
  tableGradients: Stored[];
}

const make = ({ shape, data }: Stored) => tensor(Float32Array.from(data), { shape });
const [numHeads, headDim, rng] = [3, 6, new Rng(0)];

it.each<[string, Case, () => RelativePositions]>([
  ['rotary, as in LLaMA', fixture.rotary.halves, () => rotary()],
  [
    'rotary, as in the paper',
    fixture.rotary.interleaved,
    () => rotary({ pairing: 'interleaved', base: 100 }),
  ],
  ['ALiBi', fixture.alibi, () => alibi({ numHeads })],
  ["T5's buckets", fixture.t5, () => new T5Buckets({ ...fixture.t5, numHeads, rng })],
  ["Shaw's vectors", fixture.shaw, () => new ShawPositions({ ...fixture.shaw, headDim, rng })],
])('attention with %s computes what PyTorch does, forward and backward', (_, stored, makePositions) => {
  const before = countTensors();
  const positions = makePositions();
  const attend = attention({ score: scaledDot(), normalizer: softmax(), positions });
  const parameters = positions instanceof Module ? positions.parameters() : [];
  tidy(() => {
    if (positions instanceof Module) positions.loadStateDict(new Map([['weight', make(stored.tables[0])]]));
    for (const needWeights of [false, true]) {
      const inputs = stored.inputs.map((x) => requireGrad(make(x)));
      const { output } = attend(inputs[0], inputs[1], inputs[2], { needWeights });
      expectClose(output, stored.output.data, 3e-6);
      backward(output, make(stored.gradient));
      const expected = [...stored.inputGradients, ...stored.tableGradients];
      for (const [n, leaf] of [...inputs, ...parameters].entries()) {
        expectClose(leaf.grad!, expected[n].data, 3e-6);
        leaf.grad!.dispose();
        leaf.grad = null;
      }
    }
  });
  for (const parameter of parameters) parameter.dispose();
  expect(countTensors()).toBe(before);
});
