import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { checkGradients } from '../../test/support/gradients.ts';
import {
  backward,
  concat,
  countTensors,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  reshape,
  slice,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';
import { conv1d } from './convolution/index.ts';
import { WindowedLinear } from './windowedLinear.ts';

const rng = new Rng(1);

/** The definition, in float64. */
function naive(layer: WindowedLinear, x: Tensor, lengths: readonly number[]): number[] {
  const [batch, length, inputs] = x.shape;
  const { weight, bias } = layer.linear;
  const [xs, ws, bs] = [x.read(), weight.read(), bias!.read()];
  const padding = layer.padding?.read() ?? new Float32Array(inputs);
  const out: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let t = 0; t < length; t++)
      for (const [o, start] of bs.entries()) {
        let total = t < lengths[b] ? start : 0;
        for (let k = -layer.radius; k <= layer.radius && t < lengths[b]; k++) {
          const inside = t + k >= 0 && t + k < lengths[b];
          for (let c = 0; c < inputs; c++) {
            const value = inside ? xs[(b * length + t + k) * inputs + c] : padding[c];
            total += value * ws[o * (2 * layer.radius + 1) * inputs + (k + layer.radius) * inputs + c];
          }
        }
        out.push(total);
      }
  return out;
}

describe.each(['zeros', 'learned'] as const)('WindowedLinear, padding %s', (padding) => {
  const make = (radius: number, inFeatures = 3, outFeatures = 5): WindowedLinear =>
    new WindowedLinear({ inFeatures, outFeatures, radius, padding, rng });

  it('equals the definition, whatever the extents and lengths', () => {
    const small = fc.integer({ min: 1, max: 5 });
    const lengthsOf = fc.array(fc.nat(7), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lengthsOf, small, small, fc.nat(4), (lengths, inFeatures, outFeatures, radius) => {
        tidy(() => {
          using layer = make(radius, inFeatures, outFeatures);
          const x = randomNormal([lengths.length, Math.max(1, ...lengths), inFeatures], rng);
          expectClose(layer.forward(x, { lengths }), naive(layer, x, lengths), 2e-6, 1);
        });
      }),
    );
  });

  it('is not changed by padding, forward and backward', () => {
    tidy(() => {
      using layer = make(2);
      const short = randomNormal([1, 7, 3], rng);
      const garbage = tensor(new Float32Array(4 * 3).fill(Number.NaN), { shape: [1, 4, 3] });
      const [x, padded] = [short, concat([short, garbage], 1)].map((values) => requireGrad(values.view()));
      const y = layer.forward(x);
      backward(sum(y));
      const alone = layer.parameters().map((parameter) => [...parameter.grad!.read()]);
      for (const parameter of layer.parameters()) parameter.grad = null;
      const z = layer.forward(padded, { lengths: [7] });
      backward(sum(z));
      expectClose(slice(z, 1, 0, 7), y.read());
      expect([...slice(z, 1, 7, 11).read()]).toEqual(new Array(4 * 5).fill(0));
      expectClose(slice(padded.grad!, 1, 0, 7), x.grad!.read());
      expect([...slice(padded.grad!, 1, 7, 11).read()]).toEqual(new Array(4 * 3).fill(0));
      for (const [i, parameter] of layer.parameters().entries()) expectClose(parameter.grad!, alone[i]);
    });
  });

  it('has gradients', () => {
    tidy(() => {
      using layer = make(1);
      checkGradients((x) => layer.forward(x, { lengths: [5, 2] }), [randomNormal([2, 5, 3], rng)]);
      expect([...layer.stateDict().keys()]).toEqual([
        'linear.weight',
        'linear.bias',
        ...(padding === 'learned' ? ['padding'] : []),
      ]);
    });
  });

  it('takes empty batches and sequences, and leaves no tensors behind', () => {
    const before = countTensors();
    tidy(() => {
      using layer = make(2);
      expect(layer.forward(zeros([0, 7, 3])).shape).toEqual([0, 7, 5]);
      expect(layer.forward(zeros([2, 0, 3]), { lengths: [0, 0] }).shape).toEqual([2, 0, 5]);
      backward(sum(layer.forward(zeros([2, 4, 3]), { lengths: [0, 3] })));
    });
    expect(countTensors()).toBe(before);
  });
});

describe('WindowedLinear', () => {
  it('is a convolution when zeros stand beyond the ends', () => {
    tidy(() => {
      using layer = new WindowedLinear({ inFeatures: 3, outFeatures: 5, radius: 2, rng });
      const { weight, bias } = layer.linear;
      const x = randomNormal([2, 11, 3], rng);
      const kernel = permute(reshape(weight, [5, 5, 3]), [0, 2, 1]);
      expectClose(layer.forward(x), conv1d(x, kernel, bias, { padding: 'same' }).read());
    });
  });

  it('says what does not fit', () => {
    tidy(() => {
      using layer = new WindowedLinear({ inFeatures: 3, outFeatures: 5, radius: 2, rng });
      expect(() => layer.forward(randomNormal([2, 3, 7], rng))).toThrow(
        '[B, L, In] with In = 3; got [2, 3, 7]',
      );
      expect(() => layer.forward(randomNormal([2, 7, 3], rng), { lengths: [8, 1] })).toThrow(
        'WindowedLinear: lengths must be 2 whole numbers (one a sequence) from 0 to 7 (L); got [8, 1]',
      );
      expect(() => new WindowedLinear({ inFeatures: 3, outFeatures: 5, radius: 1.5, rng })).toThrow(
        ValueError,
      );
    });
  });
});
