import {
  AdditiveScore,
  attention,
  BilinearScore,
  dot,
  type Mechanism,
  type Score,
  scaledDot,
  softmax,
} from '../../attention/index.ts';
import { DataError, type Rng } from '../../tensor/index.ts';
import type { ModelKind } from '../modelKind.ts';
import { type CellName, cells, RecurrentTranslator } from './recurrentTranslator.ts';

/** The scores to choose from by name, for states of size H. */
const scores: Readonly<Record<string, (H: number, rng: Rng) => Score>> = {
  dot: () => dot(),
  scaledDot: () => scaledDot(),
  bilinear: (H, rng) => new BilinearScore({ queryDim: H, keyDim: H, rng }),
  additive: (H, rng) => new AdditiveScore({ queryDim: H, keyDim: H, hiddenDim: H, rng }),
};

const NO_ATTENTION = 'none';

function mechanismOf(score: string, H: number, rng: Rng): Mechanism | null {
  if (score === NO_ATTENTION) return null;
  if (!Object.hasOwn(scores, score)) {
    throw new DataError(
      `model config: unknown score "${score}"; there are ${[...Object.keys(scores), NO_ATTENTION].join(', ')}`,
    );
  }
  return attention({ score: scores[score](H, rng), normalizer: softmax() });
}

export const recurrentModel: ModelKind<{
  cell: string;
  score: string;
  embedDim: number;
  hiddenDim: number;
  numLayers: number;
  dropout: number;
  maxLength: number;
}> = {
  defaults: {
    cell: 'lstm',
    score: 'bilinear',
    embedDim: 256,
    hiddenDim: 512,
    numLayers: 1,
    dropout: 0.1,
    maxLength: 512,
  },
  build({ cell, score, ...sizes }, context) {
    if (!Object.hasOwn(cells, cell)) {
      throw new DataError(`model config: unknown cell "${cell}"; there are ${Object.keys(cells).join(', ')}`);
    }
    const mechanism = mechanismOf(score, sizes.hiddenDim, context.rng);
    return new RecurrentTranslator({ ...sizes, ...context, cell: cell as CellName, mechanism });
  },
};
