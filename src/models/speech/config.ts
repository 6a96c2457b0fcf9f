import { slidingWindow } from '../../attention/index.ts';
import { DataError, type Rng } from '../../tensor/index.ts';
import type { ContextEncoder } from '../context/contextEncoder.ts';
import { ConvolutionalContext } from '../context/convolutionalContext.ts';
import { RecurrentContext } from '../context/recurrentContext.ts';
import { TransformerContext } from '../context/transformerContext.ts';
import { type ModelFamily, modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
import { type PoolingSettings, poolingOf } from '../poolings.ts';
import { FrameClassifier } from './frameClassifier.ts';
import { FrameConvolutions } from './frameConvolutions.ts';

/** What a classifier of recordings must fit, and where its chances come from. */
export interface SpeechContext {
  /** M: the features of a frame. */
  readonly numFeatures: number;
  readonly numLabels: number;
  readonly rng: Rng;
}

interface CommonSettings extends PoolingSettings {
  /** Filters of the convolutions over frames. */
  channels: number;
  /** Frames that a filter looks at. */
  width: number;
  /** A convolution for each: 2 halves the places. */
  strides: readonly number[];
  dropout: number;
}

const defaults: CommonSettings = {
  channels: 64,
  width: 5,
  strides: [2],
  pooling: 'attention',
  numQueries: 4,
  dropout: 0.2,
};

type SpeechKind<Options extends object> = ModelKind<Options & CommonSettings, SpeechContext, FrameClassifier>;

function classifier(
  options: CommonSettings,
  { numFeatures, numLabels, rng }: SpeechContext,
  contextOf: (sizes: { inFeatures: number; rng: Rng }) => ContextEncoder,
): FrameClassifier {
  const { channels, strides } = options;
  requireNumbers('strides', strides, (n) => n >= 1, 'whole numbers from 1, such as [2, 2]');
  const convolutions = new FrameConvolutions({
    ...options,
    inFeatures: numFeatures,
    outFeatures: channels,
    rng,
  });
  const context = contextOf({ inFeatures: channels, rng });
  const pooling = poolingOf(options, context.outFeatures, rng);
  return new FrameClassifier({ ...options, convolutions, context, pooling, numLabels, rng });
}

const transformer: SpeechKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
  window: number;
}> = {
  /** `window`: how many places on either side self-attention sees; -1 for all. */
  defaults: { ...defaults, embedDim: 64, numHeads: 4, feedForwardDim: 128, numLayers: 2, window: 8 },
  build({ window, ...options }, context) {
    if (!(Number.isInteger(window) && window >= -1)) {
      throw new DataError(
        `model config: window must be a whole number from 0, or -1 for all places; got ${window}`,
      );
    }
    const pattern = slidingWindow(window === -1 ? Number.POSITIVE_INFINITY : window);
    return classifier(options, context, (sizes) => new TransformerContext({ ...options, ...sizes, pattern }));
  },
};

const recurrent: SpeechKind<{
  hiddenDim: number;
  numLayers: number;
  attentionDim: number;
  numHeads: number;
}> = {
  defaults: { ...defaults, hiddenDim: 64, numLayers: 1, attentionDim: 64, numHeads: 4 },
  build: (options, context) =>
    classifier(options, context, (sizes) => new RecurrentContext({ ...options, ...sizes })),
};

const convolution: SpeechKind<{ widths: readonly number[]; numFilters: number }> = {
  defaults: { ...defaults, widths: [1, 3, 5], numFilters: 64 },
  build(options, context) {
    requireNumbers('widths', options.widths, (n) => n % 2 === 1, 'odd numbers, such as [1, 3]');
    return classifier(options, context, (sizes) => new ConvolutionalContext({ ...options, ...sizes }));
  },
};

export const speechModels: ModelFamily<SpeechContext, FrameClassifier> = modelFamily({
  transformer,
  recurrent,
  convolution,
});

function requireNumbers(option: string, list: unknown, fits: (n: number) => boolean, what: string): void {
  if (Array.isArray(list) && list.length > 0 && list.every((n) => Number.isInteger(n) && fits(n))) return;
  throw new DataError(`model config: ${option} must be a list of ${what}; got ${JSON.stringify(list)}`);
}
