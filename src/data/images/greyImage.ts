/** A picture in shades of grey: a byte a pixel, row by row, from 0, black, to 255, white. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Its rows, looking at the same memory. */
export function imageRows({ width, height, pixels }: GreyImage): Uint8Array[] {
  return Array.from({ length: height }, (_, row) => pixels.subarray(row * width, (row + 1) * width));
}
