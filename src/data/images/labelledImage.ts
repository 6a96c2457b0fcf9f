import type { GreyImage } from './greyImage.ts';
import type { LabelledImages } from './readImages.ts';

/** A picture and what is on it. */
export interface LabelledImage {
  readonly image: GreyImage;
  readonly label: string;
}

/** Each picture of a file by itself, looking at the file's memory; labels are numbers, written out. */
export function eachImage({ count, height, width, pixels, labels }: LabelledImages): LabelledImage[] {
  const size = height * width;
  return Array.from({ length: count }, (_, i) => ({
    image: { width, height, pixels: pixels.subarray(i * size, (i + 1) * size) },
    label: String(labels[i]),
  }));
}
