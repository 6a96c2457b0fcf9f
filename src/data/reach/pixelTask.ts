import { DataError } from '../../tensor/errors.ts';
import type { LabelledImage } from '../images/index.ts';
import { requireWhole } from './generateTask.ts';
import { labelsOf } from './labelsOf.ts';
import type { LabelledTokens, TokenTask } from './tokenTask.ts';

/**
 * Grey pictures as the sequence of their pixels, row by row, each of 256 shades an id: nothing says which pixels lie above one
 * another (Tay et al., 2021).
 *
 * @throws DataError if there are no pictures to learn from or to measure on, one has more than `length` pixels, or a label to
 * measure on was never learned.
 */
export function pixelTask(
  train: readonly LabelledImage[],
  test: readonly LabelledImage[],
  { length }: { readonly length: number },
): TokenTask {
  requireWhole('length', length, 1);
  const asPixels = ({ image: { width, height, pixels }, label }: LabelledImage): LabelledTokens => {
    if (pixels.length <= length) return { tokens: Uint16Array.from(pixels, (shade) => shade + 1), label };
    throw new DataError(
      `pixels: a picture has ${width} x ${height} = ${pixels.length} pixels; a length of ${length} is too short for it`,
    );
  };
  return {
    name: 'pixels',
    vocabSize: 257,
    labels: labelsOf('pixels', train, test),
    readFrom: 'all',
    train: train.map(asPixels),
    test: test.map(asPixels),
  };
}
