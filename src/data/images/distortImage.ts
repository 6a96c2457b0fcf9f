import { ValueError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';
import type { GreyImage } from './greyImage.ts';

/** How far a picture may be moved at random, each evenly to both sides; 0 leaves it alone. */
export interface Distortion {
  /** Pixels, along each axis. */
  readonly shift: number;
  /** Degrees, about the middle. */
  readonly rotation: number;
  /** By what part its size may change: 0.1 for 0.9 to 1.1 times. */
  readonly scale: number;
}

/**
 * The picture shifted, turned and scaled at random; between pixels it is interpolated, and beyond its edges it goes on as at
 * the edge. Always four numbers are drawn from `rng`.
 *
 * @throws ValueError unless shift and rotation are at least 0, and scale is from 0 to below 1.
 */
export function distortImage(image: GreyImage, { shift, rotation, scale }: Distortion, rng: Rng): GreyImage {
  if (!(shift >= 0 && rotation >= 0 && scale >= 0 && scale < 1)) {
    throw new ValueError(
      'distortImage: shift and rotation must be at least 0, and scale from 0 to below 1; ' +
        `got ${shift}, ${rotation} and ${scale}`,
    );
  }
  const within = (most: number): number => most * (2 * rng.uniform() - 1);
  const [right, down, degrees, larger] = [within(shift), within(shift), within(rotation), within(scale)];
  const { width, height } = image;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  // From a place in the result back to where its pixel comes from.
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) / (1 + larger), Math.sin(angle) / (1 + larger)];
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const y = row - middleY - down;
    for (let column = 0; column < width; column++) {
      const x = column - middleX - right;
      pixels[row * width + column] = shadeAt(image, cos * x + sin * y + middleX, cos * y - sin * x + middleY);
    }
  }
  return { width, height, pixels };
}

/** Between the four pixels around a place, or at the nearest on the edge. */
function shadeAt({ width, height, pixels }: GreyImage, x: number, y: number): number {
  const atX = Math.min(Math.max(x, 0), width - 1);
  const atY = Math.min(Math.max(y, 0), height - 1);
  const [left, top] = [Math.floor(atX), Math.floor(atY)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [partX, partY] = [atX - left, atY - top];
  const upper = pixels[top * width + left] * (1 - partX) + pixels[top * width + right] * partX;
  const lower = pixels[bottom * width + left] * (1 - partX) + pixels[bottom * width + right] * partX;
  return Math.round(upper * (1 - partY) + lower * partY);
}
