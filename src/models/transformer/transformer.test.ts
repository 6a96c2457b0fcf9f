import { expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchTransformer.json' with { type: 'json' };
import { relativeError } from '../../../test/support/close.ts';
import { backward, crossEntropy, Rng, tensor, tidy } from '../../tensor/index.ts';
import { Transformer } from './transformer.ts';

const ids = (rows: number[][]) =>
  tensor(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0].length] });

it("computes what PyTorch's Transformer does from the same weights, forward and backward", () => {
  const model = new Transformer({
    vocabSize: 11,
    embedDim: 12,
    numHeads: 3,
    feedForwardDim: 17,
    numEncoderLayers: 1,
    numDecoderLayers: 1,
    dropout: 0,
    padId: 0,
    rng: new Rng(0),
  });
  tidy(() => {
    const state = Object.entries(fixture.state).map(
      ([name, { shape, data }]) => [name, tensor(Float32Array.from(data), { shape })] as const,
    );
    model.loadStateDict(new Map(state));
    const logits = model.forward(
      { ids: ids(fixture.source), lengths: fixture.sourceLengths },
      { ids: ids(fixture.target), lengths: fixture.targetLengths },
    );
    // PyTorch attends from padding too, to the same keys: every row is the same.
    expect(relativeError(logits.read(), fixture.logits.data)).toBeLessThan(3e-6);
    const loss = crossEntropy(logits, ids(fixture.next), { labelSmoothing: 0.1, ignoreIndex: 0 });
    expect(loss.read()[0]).toBeCloseTo(fixture.loss, 5);
    backward(loss);
    for (const [name, parameter] of model.namedParameters()) {
      const { data } = fixture.gradients[name as keyof typeof fixture.gradients];
      expect(relativeError(parameter.grad!.read(), data, 0.1), name).toBeLessThan(5e-6);
    }
  });
  model.dispose();
});
