import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchConvolution.json' with { type: 'json' };
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import { naiveConvolution } from '../../../test/support/naiveConvolution.ts';
import {
  backward,
  countTensors,
  DTypeError,
  mul,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  reshape,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../../tensor/index.ts';
import { Conv1d } from './conv1d.ts';
import { Conv2d } from './conv2d.ts';
import { conv1d, conv2d } from './convolve.ts';
import { unfold, unfold2d } from './unfold.ts';
import type { WindowOptions2d } from './windows.ts';

interface Values {
  shape: number[];
  data: number[];
}
interface Case {
  name: 'conv1d' | 'conv2d';
  options: Omit<WindowOptions2d, 'kernelSize'>;
  x: Values;
  weight: Values;
  bias: Values | null;
  output: Values;
  outputGradient: Values;
  gradients: { x: Values; weight: Values; bias: Values | null };
}

// What PyTorch computes; test/fixtures/torchConvolution.py writes it.
const cases = fixture.convolutions as unknown as Case[];
const functions = { conv1d, conv2d } as Record<string, typeof conv2d>;
const rng = new Rng(1);
const read = ({ shape, data }: Values): Tensor => tensor(data, { shape });

describe('against PyTorch', () => {
  it.each(cases)('$name $options, $x.shape by $weight.shape', (fixture) => {
    tidy(() => {
      const [x, weight] = [fixture.x, fixture.weight].map((values) => requireGrad(read(values)));
      const bias = fixture.bias && requireGrad(read(fixture.bias));
      const y = functions[fixture.name](x, weight, bias, fixture.options);
      expect(y.shape).toEqual(fixture.output.shape);
      expectClose(y, fixture.output.data);
      backward(y, read(fixture.outputGradient));
      expectClose(x.grad!, fixture.gradients.x.data);
      expectClose(weight.grad!, fixture.gradients.weight.data);
      if (bias !== null) expectClose(bias.grad!, fixture.gradients.bias!.data);
    });
  });
});

const extent = fc.integer({ min: 1, max: 11 });
const small = fc.integer({ min: 1, max: 5 });
const axis = fc.record({
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.nat(3),
  dilation: fc.integer({ min: 1, max: 3 }),
});

describe('conv2d', () => {
  it('equals the definition, whatever the extents', () => {
    fc.assert(
      fc.property(
        fc.tuple(small, extent, extent, extent, extent),
        fc.tuple(small, small, axis, axis),
        ([batch, height, width, inputs, outputs], [tapsY, tapsX, down, across]) => {
          fc.pre(height + 2 * down.padding > down.dilation * (tapsY - 1));
          fc.pre(width + 2 * across.padding > across.dilation * (tapsX - 1));
          tidy(() => {
            const x = randomNormal([batch, height, width, inputs], rng);
            const weight = randomNormal([outputs, inputs, tapsY, tapsX], rng);
            const bias = randomNormal([outputs], rng);
            const y = conv2d(x, weight, bias, {
              stride: [down.stride, across.stride],
              padding: [down.padding, across.padding],
              dilation: [down.dilation, across.dilation],
            });
            expectClose(y, naiveConvolution(x, weight, bias, [down, across]), 2e-6, 1);
          });
        },
      ),
    );
  });

  it('equals the definition where windows are worked on in several pieces', () => {
    tidy(() => {
      const x = randomNormal([3, 37, 41, 17], rng);
      const weight = randomNormal([2, 17, 3, 5], rng);
      const point = { stride: 1, padding: 2, dilation: 1 };
      expectClose(conv2d(x, weight, null, { padding: 2 }), naiveConvolution(x, weight, null, [point, point]));
    });
  });

  it('adds the gradients of several pieces', () => {
    tidy(() => {
      // The same image over and over: each has the gradient of one alone, the weights have that many times as much.
      const times = 23;
      const one = randomNormal([1, 19, 23, 7], rng);
      const kernel = randomNormal([5, 7, 3, 3], rng);
      const run = (x: Tensor): [Tensor, Tensor] => {
        const [leaf, weight] = [x, kernel].map((values) => requireGrad(values.view()));
        backward(sum(mul(conv2d(leaf, weight, null, { stride: 2, padding: 1 }), pattern)));
        return [leaf.grad!, weight.grad!];
      };
      const pattern = randomNormal([10, 12, 5], rng);
      const [dOne, dKernel] = run(one);
      const many = tensor(
        Float32Array.from({ length: times * one.size }, (_, i) => one.read()[i % one.size]),
        {
          shape: [times, 19, 23, 7],
        },
      );
      const [dMany, dKernels] = run(many);
      expectClose(dMany, Array.from({ length: times }, () => [...dOne.read()]).flat());
      expectClose(
        dKernels,
        Array.from(dKernel.read(), (value) => value * times),
        1e-5,
      );
    });
  });

  it('has the gradients of the definition', () => {
    tidy(() => {
      const options = { stride: [1, 2], padding: [1, 2], dilation: [2, 1] } as const;
      checkGradients(
        (x, weight, bias) => conv2d(x, weight, bias, options),
        [randomNormal([2, 5, 7, 3], rng), randomNormal([2, 3, 3, 3], rng), randomNormal([2], rng)],
      );
    });
  });

  it('takes views and no images at all', () => {
    tidy(() => {
      const weight = randomNormal([3, 2, 3, 3], rng);
      const [dense, ...views] = layouts(randomNormal([2, 5, 7, 2], rng));
      const expected = conv2d(dense, weight).read();
      for (const view of views) expect(conv2d(view, weight).read()).toEqual(expected);
      const none = requireGrad(zeros([0, 5, 7, 2]));
      const y = conv2d(none, weight);
      expect(y.shape).toEqual([0, 3, 5, 3]);
      backward(sum(y));
      expect(none.grad!.shape).toEqual([0, 5, 7, 2]);
    });
  });

  it('leaves no tensors behind', () => {
    const before = countTensors();
    tidy(() => {
      using layer = new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, padding: 'same', rng });
      backward(sum(layer.forward(randomNormal([2, 5, 7, 2], rng))));
    });
    expect(countTensors()).toBe(before);
  });
});

describe('conv1d', () => {
  it('is conv2d on images of one line', () => {
    tidy(() => {
      const options = { stride: 2, padding: 2, dilation: 2 };
      const x = randomNormal([2, 11, 3], rng);
      const weight = randomNormal([5, 3, 3], rng);
      const image = conv2d(reshape(x, [2, 1, 11, 3]), reshape(weight, [5, 3, 1, 3]), null, {
        stride: [1, 2],
        padding: [0, 2],
        dilation: [1, 2],
      });
      expectClose(conv1d(x, weight, null, options), image.read());
    });
  });

  it('keeps the length under padding "same", for any kernel and dilation', () => {
    fc.assert(
      fc.property(fc.nat(11), small, small, (length, kernelSize, dilation) => {
        tidy(() => {
          const weight = randomNormal([2, 3, kernelSize], rng);
          const y = conv1d(randomNormal([1, length, 3], rng), weight, null, { padding: 'same', dilation });
          expect(y.shape).toEqual([1, length, 2]);
        });
      }),
    );
  });
});

describe('unfold', () => {
  it('lays windows out, one position after another', () => {
    tidy(() => {
      const x = tensor([[[1], [2], [3]]]);
      expect([...unfold(x, { kernelSize: 3, padding: 1 }).read()]).toEqual([0, 1, 2, 1, 2, 3, 2, 3, 0]);
      const image = tensor([1, 2, 3, 4, 5, 6], { shape: [1, 2, 3, 1] });
      expect([...unfold2d(image, { kernelSize: 2 }).read()]).toEqual([1, 2, 4, 5, 2, 3, 5, 6]);
    });
  });

  it('has gradients', () => {
    tidy(() => {
      const options = { kernelSize: 3, stride: 2, padding: 2, dilation: 2 };
      const factors = randomNormal([1, 5, 15], rng);
      checkGradients((x) => mul(unfold(x, options), factors), [randomNormal([2, 9, 5], rng)]);
      checkGradients((x) => unfold2d(x, options), [randomNormal([2, 7, 5, 3], rng)]);
    });
  });
});

describe('layers', () => {
  it('hold weights as PyTorch does, within its bounds', () => {
    using image = new Conv2d({ inChannels: 3, outChannels: 5, kernelSize: [2, 7], rng });
    expect(image.weight.shape).toEqual([5, 3, 2, 7]);
    const bound = 1 / Math.sqrt(3 * 2 * 7);
    for (const parameter of image.parameters()) {
      const largest = Math.max(...parameter.read().map(Math.abs));
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(bound / 5);
    }
    expect([...image.stateDict().keys()]).toEqual(['weight', 'bias']);
    using series = new Conv1d({ inChannels: 3, outChannels: 5, kernelSize: 2, bias: false, rng });
    expect([...series.stateDict().values()].map(({ shape }) => shape)).toEqual([[5, 3, 2]]);
  });

  it('apply the functions', () => {
    tidy(() => {
      using image = new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, padding: 'same', rng });
      const x = randomNormal([2, 5, 7, 2], rng);
      const expected = conv2d(x, image.weight, image.bias, { padding: 1 });
      expect(image.forward(x).read()).toEqual(expected.read());
      using series = new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 3, stride: 2, rng });
      const y = randomNormal([2, 9, 2], rng);
      expect(series.forward(y).read()).toEqual(conv1d(y, series.weight, series.bias, { stride: 2 }).read());
    });
  });
});

describe('errors', () => {
  it('name the operation, the rule, what came and the likely fix', () => {
    tidy(() => {
      const weight = randomNormal([3, 2, 5, 5], rng);
      const x = randomNormal([2, 11, 13, 2], rng);
      expect(() => conv2d(permute(x, [0, 3, 1, 2]), weight)).toThrow(
        'conv2d: needs x [B, H, W, C] with C = 2, channels last; got [2, 2, 11, 13]. Channels come last: permute it.',
      );
      expect(() => conv2d(randomNormal([11, 13, 2], rng), weight)).toThrow('Is the batch axis missing?');
      expect(() => conv2d(randomNormal([2, 3, 13, 2], rng), weight)).toThrow(ShapeError);
      expect(() => conv2d(randomNormal([2, 3, 13, 2], rng), weight, null, { padding: [0, 1] })).toThrow(
        'conv2d: a window spans 5 x 5 positions, more than there are: 3 x 13 and padding 0 x 1. Use smaller windows',
      );
      expect(() => conv1d(randomNormal([2, 3, 2], rng), randomNormal([3, 2, 5], rng))).toThrow(
        'conv1d: a window spans 5 positions, more than there are: 3 and padding 0.',
      );
      expect(() => conv2d(x, weight, null, { stride: 1.5 })).toThrow(
        'conv2d: kernelSize, stride and dilation must be whole numbers from 1; got 5, 1.5 and 1',
      );
      expect(() => conv2d(x, weight, null, { padding: -1 })).toThrow("'same' or 'valid'; got -1");
      expect(() => conv2d(x, weight, null, { padding: 'same', stride: 2 })).toThrow(
        "conv2d: padding 'same' needs stride 1; got 2. Give the padding as a number, such as 2.",
      );
      expect(() => conv2d(x, weight, randomNormal([2], rng))).toThrow(
        'needs weight [Out, In, Kh, Kw] and bias',
      );
      expect(() => conv2d(zeros([2, 11, 13, 2], 'int32'), weight)).toThrow(DTypeError);
      expect(() => unfold(x, { kernelSize: 2 })).toThrow('needs x [B, L, C], channels last; got');
      expect(() => unfold(randomNormal([7, 3, 2], rng), { kernelSize: 0 })).toThrow(ValueError);
      expect(() => new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: [3, 0], rng })).toThrow(
        'Conv2d: kernelSize',
      );
      expect(() => new Conv1d({ inChannels: 0, outChannels: 3, kernelSize: 3, rng })).toThrow(
        'Conv1d: inChannels and outChannels must be whole numbers from 1; got 0 and 3',
      );
    });
  });
});
