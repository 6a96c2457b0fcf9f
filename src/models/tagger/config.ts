import { type ModelFamily, modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
import { RecurrentContext } from '../words/recurrentContext.ts';
import { TransformerContext } from '../words/transformerContext.ts';
import {
  encodeWords,
  type WordContext,
  type WordEncoderSettings,
  wordDefaults,
} from '../words/wordOptions.ts';
import { SequenceTagger } from './sequenceTagger.ts';

/** What a tagger must fit, and where its chances come from. */
export interface TaggerContext extends WordContext {
  readonly numTags: number;
}

type TaggerKind<Options extends object> = ModelKind<
  Options & WordEncoderSettings,
  TaggerContext,
  SequenceTagger
>;

const recurrent: TaggerKind<{
  hiddenDim: number;
  numLayers: number;
  attentionDim: number;
  numHeads: number;
}> = {
  defaults: { ...wordDefaults, hiddenDim: 192, numLayers: 1, attentionDim: 128, numHeads: 4 },
  build(options, context) {
    const words = encodeWords(options, context);
    const { rng } = context;
    const recurrent = new RecurrentContext({ ...options, inFeatures: words.outFeatures, rng });
    return new SequenceTagger({ words, context: recurrent, ...context });
  },
};

const transformer: TaggerKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
}> = {
  defaults: {
    ...wordDefaults,
    embedDim: 128,
    numHeads: 4,
    feedForwardDim: 256,
    numLayers: 2,
    dropout: 0.2,
  },
  build(options, context) {
    const words = encodeWords(options, context);
    const { rng } = context;
    const transformer = new TransformerContext({ ...options, inFeatures: words.outFeatures, rng });
    return new SequenceTagger({ words, context: transformer, ...context });
  },
};

export const taggers: ModelFamily<TaggerContext, SequenceTagger> = modelFamily({ recurrent, transformer });
