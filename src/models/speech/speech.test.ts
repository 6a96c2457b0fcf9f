import { describe, expect, it } from 'vitest';
import { relativeError } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { DataError, noGrad, Rng, type Tensor, tensor, tidy, ValueError } from '../../tensor/index.ts';
import type { ModelConfig } from '../modelFamily.ts';
import { speechModels } from './config.ts';
import type { FrameClassifier } from './frameClassifier.ts';
import { FrameConvolutions } from './frameConvolutions.ts';

const M = 5;
const V = 3;
const sizes = { channels: 7, width: 3, numQueries: 2, dropout: 0.1 };
const configs: Record<string, ModelConfig> = {
  transformer: { kind: 'transformer', ...sizes, embedDim: 8, numHeads: 2, feedForwardDim: 11, window: 2 },
  recurrent: { kind: 'recurrent', ...sizes, hiddenDim: 6, attentionDim: 8, numHeads: 2 },
  convolution: { kind: 'convolution', ...sizes, widths: [1, 3], numFilters: 4 },
};
const build = (config: ModelConfig): FrameClassifier =>
  speechModels.build(config, { numFeatures: M, numLabels: V, rng: new Rng(1) }).eval() as FrameClassifier;

/** Frames of sequences that are so long, filled up with what must not matter. */
function batch(lengths: readonly number[], fill: number, seed = 2) {
  const T = Math.max(...lengths);
  const values = new Float32Array(lengths.length * T * M).fill(fill);
  for (const [b, length] of lengths.entries()) {
    const rng = new Rng(seed + b);
    for (let i = 0; i < length * M; i++) values[b * T * M + i] = rng.normal();
  }
  return { frames: tensor(values, { shape: [lengths.length, T, M] }), lengths };
}

function run(model: FrameClassifier, input: () => ReturnType<typeof batch>) {
  return tidy(() =>
    noGrad(() => {
      const { logits, weights } = model.forward(input(), { needWeights: true });
      return { logits: logits.read(), weights: weights!.read(), shape: weights!.shape };
    }),
  );
}

describe.each(Object.entries(configs))('a %s', (kind, config) => {
  expectNoLeaks();

  it.each([[[1]], [[2]], [[2, 2]]])(
    'says the same of a recording alone and in a batch, strides %j',
    (strides) => {
      const model = build({ ...config, strides });
      const lengths = [11, 23, 2];
      const together = run(model, () => batch(lengths, 1e3));
      const S = Math.ceil(23 / model.stride);
      expect(together.shape).toEqual([3, 2, S]);
      for (const [b, length] of lengths.entries()) {
        const alone = run(model, () => batch([length], 0, 2 + b));
        expect(relativeError(alone.logits, together.logits.slice(b * V, (b + 1) * V))).toBeLessThan(1e-5);
        const places = Math.ceil(length / model.stride);
        for (let q = 0; q < 2; q++) {
          const row = together.weights.slice((b * 2 + q) * S, (b * 2 + q + 1) * S);
          expect(
            relativeError(alone.weights.slice(q * places, (q + 1) * places), row.slice(0, places)),
          ).toBeLessThan(1e-5);
          expect(row.slice(places).every((weight) => weight === 0)).toBe(true);
        }
      }
      model.dispose();
    },
  );

  it('knows the order of the frames', () => {
    const model = build(config);
    const reversed = () => {
      const { frames, lengths } = batch([13], 0);
      const rows = Array.from({ length: 13 }, (_, t) => [...frames.read()].slice(t * M, (t + 1) * M));
      return { frames: tensor(Float32Array.from(rows.reverse().flat()), { shape: [1, 13, M] }), lengths };
    };
    const there = run(model, () => batch([13], 0)).logits;
    expect(relativeError(run(model, reversed).logits, there)).toBeGreaterThan(1e-3);
    model.dispose();
  });

  it('has the options that it was given, and refuses others', () => {
    expect(speechModels.complete(config)).toMatchObject({ ...config, pooling: 'attention', strides: [2] });
    expect(() => build({ kind, strides: [0] })).toThrow(DataError);
    expect(() => build({ kind, strides: [] })).toThrow('strides must be a list of whole numbers from 1');
    expect(() => build({ kind, width: 4 })).toThrow(ValueError);
    expect(() => build({ kind, depth: 3 })).toThrow('has no option "depth"');
  });
});

describe('truncated self-attention', () => {
  expectNoLeaks();
  const reach = (window: number, numLayers: number) => {
    const model = build({ ...configs.transformer, width: 1, strides: [1], numLayers, window });
    const outputs = (change: number) =>
      tidy(() =>
        noGrad(() => {
          const { frames, lengths } = batch([31], 0);
          const values = frames.read().slice() as Float32Array;
          values[15 * M] += change;
          const changed = tensor(values, { shape: [1, 31, M] });
          return model.context
            .forward(model.convolutions.forward({ frames: changed, lengths }).frames, { lengths })
            .output.read();
        }),
      );
    const [before, after] = [outputs(0), outputs(3)];
    model.dispose();
    const D = before.length / 31;
    return [...Array(31).keys()].filter((t) =>
      before.slice(t * D, (t + 1) * D).some((x, i) => x !== after[t * D + i]),
    );
  };

  it.each([
    [0, 2],
    [1, 1],
    [2, 3],
  ])('looks %i places either way in each of %i layers', (window, layers) => {
    const far = window * layers;
    expect(reach(window, layers)).toEqual(Array.from({ length: 2 * far + 1 }, (_, i) => 15 - far + i));
  });

  it('looks everywhere with a window of -1, and nowhere with what is none', () => {
    expect(reach(-1, 1)).toHaveLength(31);
    for (const window of [-2, 1.5]) {
      expect(() => build({ ...configs.transformer, window })).toThrow('window must be a whole number from 0');
    }
  });
});

describe('FrameConvolutions', () => {
  expectNoLeaks();

  it('makes ceil(T / s) places of T frames, and leaves out what is no frame', () => {
    const layer = new FrameConvolutions({
      inFeatures: M,
      outFeatures: 4,
      width: 3,
      strides: [2, 3],
      dropout: 0,
      rng: new Rng(1),
    });
    expect(layer.stride).toBe(6);
    tidy(() => {
      const { frames, lengths } = layer.forward(batch([13, 7, 6, 1], 0));
      expect(frames.shape).toEqual([4, 3, 4]);
      expect(lengths).toEqual([3, 2, 1, 1]);
    });
    layer.dispose();
  });

  it('has the right gradients', () => {
    const layer = new FrameConvolutions({
      inFeatures: M,
      outFeatures: 3,
      width: 3,
      strides: [2],
      dropout: 0,
      rng: new Rng(4),
    });
    const { frames, lengths } = batch([7, 4], 0.5);
    checkGradients((x: Tensor) => layer.forward({ frames: x, lengths }).frames, [frames]);
    frames.dispose();
    layer.dispose();
  });
});
