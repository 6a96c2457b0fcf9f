import { describe, expect, it } from 'vitest';
import { relativeError } from '../../../test/support/close.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { tokenBatch } from '../../../test/support/tokenBatch.ts';
import { Adam } from '../../optim/index.ts';
import {
  backward,
  crossEntropy,
  DataError,
  noGrad,
  Rng,
  reshape,
  tensor,
  tidy,
  ValueError,
} from '../../tensor/index.ts';
import { buildModel, completeConfig } from '../config.ts';
import type { SequenceToSequence } from '../sequenceToSequence.ts';
import { Transformer } from './transformer.ts';

const sizes = {
  embedDim: 12,
  numHeads: 3,
  feedForwardDim: 17,
  numEncoderLayers: 2,
  numDecoderLayers: 2,
  dropout: 0,
  maxLength: 23,
};
const context = () => ({ vocabSize: 11, padId: 0, rng: new Rng(1) });
const make = (positions?: string): SequenceToSequence =>
  buildModel({ kind: 'transformer', ...sizes, ...(positions && { positions }) }, context());

const START = 1;
/** Well below ln 2 / 3, the loss where the one target is as likely for a source as the other. */
const LEARNED = 0.1;
const source = [3, 4, 5, 6, 7, 8];

/** The logits of the first token, which see the whole source. */
function firstLogits(model: SequenceToSequence, tokens: readonly number[]): Float32Array {
  return tidy(() =>
    noGrad(() => model.forward(tokenBatch([tokens]), tokenBatch([[START]]))).read(),
  ) as Float32Array;
}

describe.each(['sinusoidal', 'learned', 'rotary', 'alibi', 't5', 'shaw'])(
  'a Transformer with positions %s',
  (positions) => {
    expectNoLeaks();

    it('sees the order of its source, and learns from it', () => {
      const model = make(positions);
      const before = firstLogits(model, source);
      expect(relativeError(firstLogits(model, [5, 3, 8, 4, 7, 6]), before)).toBeGreaterThan(1e-4);
      const optimizer = new Adam(model.parameters(), { lr: 0.02 });
      let loss = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 150 && loss > LEARNED; i++) {
        loss = lossOf(model);
        optimizer.step();
        optimizer.zeroGrad();
      }
      expect(loss).toBeLessThan(LEARNED);
      optimizer.dispose();
      model.dispose();
    });
  },
);

it('without positions a Transformer does not see the order of its source', () => {
  const model = make('none');
  expect(relativeError(firstLogits(model, [5, 3, 8, 4, 7, 6]), firstLogits(model, source))).toBeLessThan(
    1e-5,
  );
  model.dispose();
});

it('is sinusoidal unless told otherwise, with the same parameters as ever', () => {
  expect(completeConfig({ kind: 'transformer' }).positions).toBe('sinusoidal');
  const [given, silent] = [make('sinusoidal'), make()];
  expect([...silent.stateDict().keys()]).toEqual([...given.stateDict().keys()]);
  expect([...silent.stateDict().keys()].filter((name) => /position|mechanism/.test(name))).toEqual([]);
  expect(firstLogits(silent, source)).toEqual(firstLogits(given, source));
  for (const model of [given, silent]) model.dispose();
});

it('learns one table of buckets for each stack, and vectors for each layer', () => {
  const names = (positions: string) => {
    const model = make(positions);
    const tables = [...model.namedParameters()].filter(([name]) => name.includes('mechanism_modules'));
    model.dispose();
    return tables.map(([name, { shape }]) => [name, ...shape]);
  };
  expect(names('t5')).toEqual([
    ['encoder.layers.0.self_attn.mechanism_modules.0.weight', 32, 3],
    ['decoder.layers.0.self_attn.mechanism_modules.0.weight', 32, 3],
  ]);
  expect(names('shaw')).toHaveLength(4);
  expect(names('shaw')[0]).toEqual(['encoder.layers.0.self_attn.mechanism_modules.0.weight', 33, 4]);
});

it('names positions that there are not, and sizes that do not fit', () => {
  expect(() => make('polar')).toThrow(DataError);
  expect(() => make('polar')).toThrow('unknown positions "polar"; there are sinusoidal, learned, rotary');
  for (const positions of ['rotary', 'shaw'] as const) {
    expect(() => new Transformer({ ...sizes, ...context(), numHeads: 5, positions })).toThrow(ValueError);
  }
  expect(() => new Transformer({ ...sizes, ...context(), numHeads: 4, positions: 'rotary' })).toThrow(
    'need an even embedDim / numHeads, for pairs; got 12 / 4',
  );
});

/** On a source and its reverse, which ask for different targets. */
function lossOf(model: SequenceToSequence): number {
  return tidy(() => {
    const logits = model.forward(
      tokenBatch([source, source.toReversed()]),
      tokenBatch([
        [START, 9, 10],
        [START, 10, 9],
      ]),
    );
    const next = tensor(Int32Array.from([9, 10, 2, 10, 9, 2]));
    const loss = crossEntropy(reshape(logits, [6, 11]), next);
    backward(loss);
    return loss.read()[0];
  });
}
