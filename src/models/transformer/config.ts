import type { ModelKind } from '../modelKind.ts';
import { Transformer } from './transformer.ts';

export const transformerModel: ModelKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numEncoderLayers: number;
  numDecoderLayers: number;
  dropout: number;
  maxLength: number;
}> = {
  defaults: {
    embedDim: 256,
    numHeads: 4,
    feedForwardDim: 1024,
    numEncoderLayers: 3,
    numDecoderLayers: 3,
    dropout: 0.1,
    maxLength: 512,
  },
  build: (options, context) => new Transformer({ ...options, ...context }),
};
