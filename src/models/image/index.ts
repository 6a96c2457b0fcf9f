export { imageModels } from './config.ts';
export { ConvolutionalNetwork, type ConvolutionalNetworkOptions } from './convolutionalNetwork.ts';
export type { ImageContext, ImageModel, ImageOutput } from './imageModel.ts';
export { patches } from './patches.ts';
export {
  type PatchPositions,
  patchPositions,
  VisionTransformer,
  type VisionTransformerOptions,
} from './visionTransformer.ts';
