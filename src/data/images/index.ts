export { type Distortion, distortImage } from './distortImage.ts';
export { type GreyImage, imageRows } from './greyImage.ts';
export { eachImage, type LabelledImage } from './labelledImage.ts';
export { borderShade, invertImage } from './polarity.ts';
export { type Idx, type IdxData, readIdx } from './readIdx.ts';
export { type ImageFiles, type LabelledImages, readImages } from './readImages.ts';
export { type ReadPngOptions, readPng } from './readPng.ts';
