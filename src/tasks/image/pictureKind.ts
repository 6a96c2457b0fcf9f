import { borderShade, type LabelledImage, LabelVocabulary } from '../../data/index.ts';
import { DataError } from '../../tensor/index.ts';

/** What pictures a classifier knows: their size in pixels, their shades, and the labels they may have. */
export interface PictureKind {
  readonly width: number;
  readonly height: number;
  /** Mean and standard deviation of all shades, which are from 0 to 255. */
  readonly mean: number;
  readonly deviation: number;
  /** The mean shade of the outermost pixels: whether pictures are light on dark or dark on light. */
  readonly border: number;
  readonly labels: LabelVocabulary;
}

/** The kind that all the examples are of; @throws DataError if there are none, or their sizes differ. */
export function pictureKind(examples: readonly LabelledImage[]): PictureKind {
  if (examples.length === 0) throw new DataError('image: there are no pictures to learn from');
  const { width, height } = examples[0].image;
  for (const [i, { image }] of examples.entries()) {
    if (image.width === width && image.height === height) continue;
    throw new DataError(
      `image: all pictures must be of one size; the first is ${width} x ${height} pixels, ` +
        `picture ${i + 1} ${image.width} x ${image.height}`,
    );
  }
  const border = examples.reduce((sum, { image }) => sum + borderShade(image), 0) / examples.length;
  const labels = LabelVocabulary.of(examples.map(({ label }) => label));
  return { width, height, ...shades(examples), border, labels };
}

function shades(examples: readonly LabelledImage[]): { mean: number; deviation: number } {
  const counts = new Float64Array(256);
  for (const { image } of examples) for (const shade of image.pixels) counts[shade]++;
  const mean = moment(counts, (shade) => shade);
  const variance = moment(counts, (shade) => (shade - mean) ** 2);
  // Pictures of a single shade tell nothing apart, but should not divide by 0.
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function moment(counts: Float64Array, of: (shade: number) => number): number {
  let [sum, total] = [0, 0];
  counts.forEach((count, shade) => {
    sum += count * of(shade);
    total += count;
  });
  return sum / total;
}

const isSize = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

/** @throws DataError if the JSON is not of one. */
export function pictureKindFromJSON(json: unknown): PictureKind {
  const { width, height, mean, deviation, border, labels } = Object(json) as PictureKind;
  const sound =
    isSize(width) && isSize(height) && Number.isFinite(mean) && deviation > 0 && Number.isFinite(border);
  if (sound) return { width, height, mean, deviation, border, labels: LabelVocabulary.fromJSON(labels) };
  throw new DataError(
    'image: a classifier needs width and height in pixels, mean, deviation and border of the shades, and labels; ' +
      `got ${JSON.stringify(json)?.slice(0, 200)}`,
  );
}
