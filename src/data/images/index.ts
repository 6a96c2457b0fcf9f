export { type Idx, type IdxData, readIdx } from './readIdx.ts';
export { type ImageFiles, type LabelledImages, readImages } from './readImages.ts';
