import { DataError } from '../../tensor/index.ts';
import { modelFamily } from '../modelFamily.ts';
import type { ModelKind } from '../modelKind.ts';
import { ConvolutionalNetwork } from './convolutionalNetwork.ts';
import type { ImageContext, ImageModel } from './imageModel.ts';
import { type PatchPositions, patchPositions, VisionTransformer } from './visionTransformer.ts';

type ImageModelKind<Options extends object> = ModelKind<Options, ImageContext, ImageModel>;

const transformer: ImageModelKind<{
  patchSize: number;
  positions: string;
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
  dropout: number;
}> = {
  defaults: {
    patchSize: 4,
    positions: 'learned',
    embedDim: 64,
    numHeads: 4,
    feedForwardDim: 128,
    numLayers: 3,
    dropout: 0,
  },
  build({ positions, ...sizes }, context) {
    if (!patchPositions.includes(positions as PatchPositions)) {
      throw new DataError(
        `model config: unknown positions "${positions}"; there are ${patchPositions.join(', ')}`,
      );
    }
    return new VisionTransformer({ ...sizes, ...context, positions: positions as PatchPositions });
  },
};

const convolution: ImageModelKind<{
  numLayers: number;
  channels: number;
  kernelSize: number;
  hiddenDim: number;
}> = {
  defaults: { numLayers: 3, channels: 16, kernelSize: 3, hiddenDim: 160 },
  build: (options, context) => new ConvolutionalNetwork({ ...options, ...context }),
};

export const imageModels = modelFamily<ImageContext, ImageModel>({ transformer, convolution });
