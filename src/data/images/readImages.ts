import { DataError, formatShape } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { readIdx } from './readIdx.ts';

export interface ImageFiles {
  images: ByteStream;
  labels: ByteStream;
  /** What to call them in errors, such as their file names. */
  imagesName?: string;
  labelsName?: string;
}

export interface LabelledImages {
  count: number;
  height: number;
  width: number;
  /** [count, height, width], from 0 to 255. */
  pixels: Uint8Array;
  /** [count] */
  labels: Uint8Array;
}

/**
 * Grey images and their labels from two IDX files, such as those of MNIST, plain or gzipped.
 *
 * @throws DataError where a file is no IDX, has another shape or type, or is not as long as the other.
 */
export async function readImages({
  images,
  labels,
  imagesName = 'the file of images',
  labelsName = 'the file of labels',
}: ImageFiles): Promise<LabelledImages> {
  const [pixels, [count, height, width]] = await readUint8(
    images,
    imagesName,
    3,
    'images as [count, height, width]',
  );
  const [labelIds, [labelCount]] = await readUint8(labels, labelsName, 1, 'labels as [count]');
  if (labelCount !== count) {
    throw new DataError(
      `readImages: every image needs a label; ${imagesName} has ${count} images, ${labelsName} ${labelCount} labels. ` +
        'Are they of the same split?',
    );
  }
  return { count, height, width, pixels, labels: labelIds };
}

async function readUint8(
  bytes: ByteStream,
  name: string,
  rank: number,
  expected: string,
): Promise<[Uint8Array, number[]]> {
  const { shape, data } = await readIdx(bytes, { name });
  if (data instanceof Uint8Array && shape.length === rank) return [data, shape];
  throw new DataError(
    `readImages: ${name} must hold ${expected} of unsigned bytes; got ${formatShape(shape)} of ${data.constructor.name}` +
      (data instanceof Uint8Array ? '. Are images and labels exchanged?' : ''),
  );
}
