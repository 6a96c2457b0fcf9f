import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/torchBatchNorm.json' with { type: 'json' };
import { expectClose } from '../../test/support/close.ts';
import { checkGradients } from '../../test/support/gradients.ts';
import {
  backward,
  countTensors,
  Rng,
  randomNormal,
  requireGrad,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '../tensor/index.ts';
import { BatchNorm } from './batchNorm.ts';

const rng = new Rng(1);
const read = ({ shape, data }: { shape: number[]; data: number[] }): Tensor => tensor(data, { shape });

describe('BatchNorm', () => {
  it('equals PyTorch in training, in its running statistics, and in evaluation', () => {
    tidy(() => {
      // What PyTorch computes; test/fixtures/torchBatchNorm.py writes it.
      using layer = new BatchNorm({ numFeatures: 5, momentum: fixture.momentum });
      const { weight, bias } = fixture.parameters;
      layer.loadStateDict(
        new Map([
          ['weight', read(weight)],
          ['bias', read(bias)],
        ]),
        { strict: false },
      );
      for (const step of fixture.steps) {
        for (const parameter of layer.parameters()) parameter.grad = null;
        const x = requireGrad(read(step.x));
        const y = layer.forward(x);
        expectClose(y, step.output.data);
        backward(y, read(step.outputGradient));
        expectClose(x.grad!, step.gradients.x.data);
        expectClose(layer.weight.grad!, step.gradients.weight.data);
        expectClose(layer.bias.grad!, step.gradients.bias.data);
        expectClose(layer.runningMean, step.running.mean.data);
        expectClose(layer.runningVar, step.running.var.data);
      }
      expectClose(layer.eval().forward(read(fixture.evaluation.x)), fixture.evaluation.output.data);
    });
  });

  it('has gradients, in training and in evaluation', () => {
    tidy(() => {
      using layer = new BatchNorm({ numFeatures: 3 });
      const x = randomNormal([2, 5, 3], rng);
      checkGradients((x) => layer.forward(x), [x]);
      layer.eval();
      checkGradients((x) => layer.forward(x), [x]);
    });
  });

  it("keeps its running statistics as buffers, in PyTorch's names", () => {
    using layer = tidy(() => new BatchNorm({ numFeatures: 3 }));
    expect([...layer.namedParameters().keys()]).toEqual(['weight', 'bias']);
    expect([...layer.namedBuffers().keys()]).toEqual(['running_mean', 'running_var']);
    expect([...layer.runningVar.read()]).toEqual([1, 1, 1]);
  });

  it('leaves no tensors behind', () => {
    const before = countTensors();
    tidy(() => {
      using layer = new BatchNorm({ numFeatures: 3 });
      backward(sum(layer.forward(randomNormal([7, 3], rng))));
    });
    expect(countTensors()).toBe(before);
  });

  it('says what does not fit', () => {
    tidy(() => {
      using layer = new BatchNorm({ numFeatures: 3 });
      expect(() => layer.forward(randomNormal([3, 5], rng))).toThrow(
        '[..., C] with C = 3, channels last; got [3, 5]',
      );
      expect(() => layer.forward(randomNormal([1, 3], rng))).toThrow(
        'training needs at least 2 values for each channel; got 1. Use larger batches, or eval().',
      );
      expect(layer.eval().forward(randomNormal([1, 3], rng)).shape).toEqual([1, 3]);
      expect(() => new BatchNorm({ numFeatures: 3, momentum: 2 })).toThrow(
        'momentum must be from 0 to 1; got 2',
      );
    });
  });
});
