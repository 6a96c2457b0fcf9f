import type { Rng } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import { RecurrentContext } from '../context/recurrentContext.ts';
import { TransformerContext } from '../context/transformerContext.ts';
import { type ModelFamily, modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
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

/** In training characters, and neighbours, have to do for many words, as they have to in use, where much is new or ambiguous. */
const defaults: WordEncoderSettings = {
  ...wordDefaults,
  dropout: 0.33,
  wordDropout: 0.25,
  characterDropout: 0.2,
};

const recurrent: TaggerKind<{
  hiddenDim: number;
  numLayers: number;
  attentionDim: number;
  numHeads: number;
}> = {
  defaults: { ...defaults, hiddenDim: 192, numLayers: 1, attentionDim: 128, numHeads: 4 },
  build: (options, context) => tagger(options, context, (sizes) => new RecurrentContext(sizes)),
};

const transformer: TaggerKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
}> = {
  defaults: {
    ...defaults,
    embedDim: 128,
    numHeads: 4,
    feedForwardDim: 256,
    numLayers: 2,
    dropout: 0.2,
  },
  build: (options, context) => tagger(options, context, (sizes) => new TransformerContext(sizes)),
};

function tagger<Options extends WordEncoderSettings>(
  options: Options,
  context: TaggerContext,
  inContext: (options: Options & { inFeatures: number; rng: Rng }) => ContextEncoder,
): SequenceTagger {
  const { numTags, rng } = context;
  const words = encodeWords(options, context);
  const { outFeatures: inFeatures } = words;
  return new SequenceTagger({ words, context: inContext({ ...options, inFeatures, rng }), numTags, rng });
}

export const taggers: ModelFamily<TaggerContext, SequenceTagger> = modelFamily({ recurrent, transformer });
