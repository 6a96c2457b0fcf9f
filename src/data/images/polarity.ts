import type { GreyImage } from './greyImage.ts';

/** The picture with black for white. */
export function invertImage({ width, height, pixels }: GreyImage): GreyImage {
  return { width, height, pixels: pixels.map((shade) => 255 - shade) };
}

/** The mean shade of the outermost pixels, from 0 to 255: of what is drawn on, where the subject is in the middle. */
export function borderShade({ width, height, pixels }: GreyImage): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < height; row++) {
    const isEnd = row === 0 || row === height - 1;
    for (let column = 0; column < width; column += isEnd ? 1 : Math.max(1, width - 1)) {
      sum += pixels[row * width + column];
      count++;
    }
  }
  return sum / count;
}
