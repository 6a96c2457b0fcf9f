import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import {
  backward,
  countTensors,
  crossEntropy,
  Rng,
  randomNormal,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '../../tensor/index.ts';
import type { ModelConfig } from '../modelFamily.ts';
import { imageModels } from './config.ts';
import { patches } from './patches.ts';

const context = { rows: 6, columns: 9, numLabels: 5 };
const build = (config: ModelConfig) => imageModels.build(config, { ...context, rng: new Rng(3) });
const sizes = { patchSize: 3, embedDim: 8, numHeads: 2, feedForwardDim: 11, numLayers: 2 };
const configs: [string, ModelConfig][] = [
  ['learned positions', { kind: 'transformer', ...sizes }],
  ['sinusoidal positions', { kind: 'transformer', ...sizes, positions: 'sinusoidal' }],
  ['no positions', { kind: 'transformer', ...sizes, positions: 'none' }],
  ['convolutions', { kind: 'convolution', numLayers: 2, channels: 3, hiddenDim: 7 }],
];

describe('patches', () => {
  it('cuts row by row', () => {
    tidy(() => {
      const image = tensor([
        [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
      ]);
      expect([...patches(image, 2).read()]).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
    });
  });

  it('leaves every pixel where a formula has it', () => {
    const extent = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(extent, extent, extent, extent, (batch, rows, columns, P) => {
        const shape = [batch, rows * P, columns * P];
        const size = shape.reduce((a, b) => a * b);
        const [values, cut] = tidy(() => {
          const images = tensor(
            Float32Array.from({ length: size }, (_, i) => i),
            { shape },
          );
          return [images.read(), patches(images, P).read()];
        });
        const expected = Array.from(values, (_, i) => {
          const [pixel, patch] = [i % (P * P), Math.floor(i / (P * P))];
          const [place, b] = [patch % (rows * columns), Math.floor(patch / (rows * columns))];
          const row = Math.floor(place / columns) * P + Math.floor(pixel / P);
          return (b * rows * P + row) * columns * P + (place % columns) * P + (pixel % P);
        });
        expect([...cut]).toEqual(expected);
      }),
    );
  });

  it('needs sides that the size divides', () => {
    tidy(() => {
      expect(() => patches(tensor(new Float32Array(12), { shape: [1, 3, 4] }), 2)).toThrow(
        'needs images [B, rows, columns] that 2 divides; got [1, 3, 4]',
      );
    });
  });
});

describe.each(configs)('a model of pictures with %s', (_, config) => {
  it('scores each label, whatever a picture is batched with', () => {
    const before = countTensors();
    const model = build(config).eval();
    tidy(() => {
      const images = randomNormal([3, 6, 9], new Rng(1));
      const { logits, weights, rollout } = model.forward(images, { needWeights: true });
      expect(logits.shape).toEqual([3, 5]);
      const second = tensor(images.read().slice(54, 108), { shape: [1, 6, 9] });
      expectClose(model.forward(second).logits, logits.read().slice(5, 10), 1e-5);
      expect(weights === null).toBe(model.grid === null);
      expect(rollout === null).toBe(model.grid === null);
      if (weights === null || rollout === null) return;
      expect(model.grid).toEqual({ rows: 2, columns: 3 });
      expect(weights.shape).toEqual([3, 2, 6]);
      expectClose(sum(weights, 2), new Float32Array(6).fill(1));
      expect(rollout.shape).toEqual([3, 6]);
      expectClose(sum(rollout, 1), new Float32Array(3).fill(1));
      expectClose(model.forward(images).logits, [...logits.read()], 1e-5);
    });
    model.dispose();
    expect(countTensors()).toBe(before);
  });

  it('teaches every parameter', () => {
    const model = build(config);
    tidy(() => {
      const { logits } = model.forward(randomNormal([7, 6, 9], new Rng(1)));
      backward(crossEntropy(logits, tensor(Int32Array.of(0, 1, 2, 3, 4, 0, 1))));
    });
    for (const [name, { grad }] of model.namedParameters()) {
      expect(
        grad?.read().some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    model.dispose();
  });

  it('refuses pictures of another size', () => {
    using model = build(config);
    tidy(() => {
      expect(() => model.forward(randomNormal([2, 9, 6], new Rng(1)))).toThrow(
        'needs images [B, 6, 9] (B, rows, columns); got [2, 9, 6]',
      );
    });
  });
});

describe('the order of patches', () => {
  /** The picture with its left and right thirds exchanged. */
  const exchanged = (images: Tensor): Tensor => {
    const values = images.read();
    const swapped = values.map(
      (_, i) => values[i - (i % 9) + (((i % 9) + (i % 9 < 3 ? 6 : i % 9 < 6 ? 0 : 3)) % 9)],
    );
    return tensor(swapped as Float32Array, { shape: images.shape });
  };

  it.each(['learned', 'sinusoidal', 'none'])('counts with positions, and not without: %s', (positions) => {
    using model = build({ kind: 'transformer', ...sizes, positions }).eval();
    tidy(() => {
      const images = randomNormal([2, 6, 9], new Rng(4));
      const [here, there] = [images, exchanged(images)].map((x) => model.forward(x).logits.read());
      const apart = Math.max(...here.map((logit, i) => Math.abs(logit - there[i])));
      if (positions === 'none') expect(apart).toBeLessThan(1e-5);
      else expect(apart).toBeGreaterThan(1e-3);
    });
  });
});

it.each([
  [{ kind: 'transformer', patchSize: 4 }, 'patchSize must divide the pictures, of 9 x 6 pixels; got 4'],
  [{ kind: 'transformer', patchSize: 1.5 }, 'patchSize must divide the pictures, of 9 x 6 pixels; got 1.5'],
  [
    { kind: 'transformer', ...sizes, positions: 'polar' },
    'unknown positions "polar"; there are learned, sin',
  ],
  [{ kind: 'convolution', numLayers: 3 }, 'pictures of 9 x 6 pixels cannot be halved 3 times'],
  [{ kind: 'convolution', patchSize: 3 }, 'a convolution has no option "patchSize"; it has numLayers, '],
  [{ kind: 'dense' }, 'unknown kind "dense"; there are transformer and convolution'],
])('refuses the configuration %j', (config, message) => {
  expect(() => build(config)).toThrow(message);
});

it('takes single pixels for patches', () => {
  using model = build({ kind: 'transformer', ...sizes, patchSize: 1, positions: 'sinusoidal' });
  expect(model.grid).toEqual({ rows: 6, columns: 9 });
  tidy(() => expect(model.forward(randomNormal([2, 6, 9], new Rng(1))).logits.shape).toEqual([2, 5]));
});

it('fills in what was not given', () => {
  expect(imageModels.complete({ kind: 'transformer' })).toMatchObject({ patchSize: 4, positions: 'learned' });
});
