import { describeSequenceToSequence } from '../../test/conformance/sequenceToSequence.ts';
import { Rng } from '../tensor/index.ts';
import { buildModel } from './config.ts';
import type { ModelConfig } from './modelFamily.ts';

const sizes = { embedDim: 12, dropout: 0.1, maxLength: 23 };
const transformer = { numHeads: 3, feedForwardDim: 17, numEncoderLayers: 2, numDecoderLayers: 2 };
const configs: Record<string, ModelConfig> = {
  Transformer: { kind: 'transformer', ...sizes, ...transformer },
  ...Object.fromEntries(
    ['learned', 'rotary', 'alibi', 't5', 'shaw', 'none'].map((positions) => [
      `Transformer with positions ${positions}`,
      { kind: 'transformer', ...sizes, ...transformer, positions },
    ]),
  ),
  'LSTM with additive attention': {
    kind: 'recurrent',
    ...sizes,
    hiddenDim: 14,
    cell: 'lstm',
    score: 'additive',
  },
  'GRU with bilinear attention, two layers': {
    kind: 'recurrent',
    ...sizes,
    hiddenDim: 14,
    numLayers: 2,
    cell: 'gru',
    score: 'bilinear',
  },
  'RNN with scaled dot attention': {
    kind: 'recurrent',
    ...sizes,
    hiddenDim: 14,
    cell: 'rnn',
    score: 'scaledDot',
  },
  'LSTM without attention': { kind: 'recurrent', ...sizes, hiddenDim: 14, cell: 'lstm', score: 'none' },
};

for (const [name, config] of Object.entries(configs)) {
  describeSequenceToSequence(name, () => buildModel(config, { vocabSize: 19, padId: 0, rng: new Rng(1) }));
}
