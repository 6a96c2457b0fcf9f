import { DataError } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import { ConvolutionalContext } from '../context/convolutionalContext.ts';
import { RecurrentContext } from '../context/recurrentContext.ts';
import { TransformerContext } from '../context/transformerContext.ts';
import { type ModelFamily, modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
import { type PoolingSettings, poolingOf } from '../poolings.ts';
import type { WordEncoder } from '../words/wordEncoder.ts';
import {
  encodeWords,
  type WordContext,
  type WordEncoderSettings,
  wordDefaults,
} from '../words/wordOptions.ts';
import { TextClassifier } from './textClassifier.ts';

/** What a classifier must fit, and where its chances come from. */
export interface ClassifierContext extends WordContext {
  readonly numLabels: number;
}

type CommonSettings = WordEncoderSettings & PoolingSettings;

const defaults: CommonSettings = { ...wordDefaults, pooling: 'attention', numQueries: 1 };

type ClassifierKind<Options extends object> = ModelKind<
  Options & CommonSettings,
  ClassifierContext,
  TextClassifier
>;

function classifier(
  options: CommonSettings,
  context: ClassifierContext,
  contextOf: (words: WordEncoder) => ContextEncoder | null,
): TextClassifier {
  const words = encodeWords(options, context);
  const encoder = contextOf(words);
  const pooling = poolingOf(options, (encoder ?? words).outFeatures, context.rng);
  return new TextClassifier({ ...context, ...options, words, context: encoder, pooling });
}

const bag: ClassifierKind<object> = {
  defaults,
  build: (options, context) => classifier(options, context, () => null),
};

const convolution: ClassifierKind<{ widths: readonly number[]; numFilters: number }> = {
  defaults: { ...defaults, widths: [1, 3, 5], numFilters: 64 },
  build(options, context) {
    const { widths, numFilters } = options;
    if (!Array.isArray(widths) || !widths.every((width) => Number.isInteger(width) && width % 2 === 1)) {
      throw new DataError(
        `model config: widths must be a list of odd numbers, such as [1, 3]; got ${JSON.stringify(widths)}`,
      );
    }
    return classifier(
      options,
      context,
      ({ outFeatures: inFeatures }) =>
        new ConvolutionalContext({ inFeatures, widths, numFilters, rng: context.rng }),
    );
  },
};

const recurrent: ClassifierKind<{
  hiddenDim: number;
  numLayers: number;
  attentionDim: number;
  numHeads: number;
}> = {
  defaults: { ...defaults, hiddenDim: 64, numLayers: 1, attentionDim: 64, numHeads: 2 },
  build: (options, context) =>
    classifier(
      options,
      context,
      ({ outFeatures: inFeatures }) => new RecurrentContext({ ...options, inFeatures, rng: context.rng }),
    ),
};

const transformer: ClassifierKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
}> = {
  defaults: { ...defaults, embedDim: 64, numHeads: 4, feedForwardDim: 128, numLayers: 1 },
  build: (options, context) =>
    classifier(
      options,
      context,
      ({ outFeatures: inFeatures }) => new TransformerContext({ ...options, inFeatures, rng: context.rng }),
    ),
};

export const textClassifiers: ModelFamily<ClassifierContext, TextClassifier> = modelFamily({
  bag,
  convolution,
  recurrent,
  transformer,
});
