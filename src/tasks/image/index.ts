export { image } from './image.ts';
export { ImageClassifier, type PatchAttention, type PatchMap } from './imageClassifier.ts';
export type { PictureKind } from './pictureKind.ts';
export { type ImageSettings, imageSettings } from './settings.ts';
