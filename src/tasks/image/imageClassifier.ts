import { borderShade, type GreyImage, invertImage } from '../../data/index.ts';
import type { ImageModel, ImageOutput } from '../../models/index.ts';
import { noGrad, type Tensor, tensor, tidy, ValueError } from '../../tensor/index.ts';
import { LabelPredictor } from '../labelling/index.ts';
import type { PictureKind } from './pictureKind.ts';

/** Weights of patches, by their rows and columns; they add up to 1. */
export type PatchMap = readonly Float32Array[];

/** Where a classifier looked. */
export interface PatchAttention {
  /** By each head: how much it took from each patch. */
  readonly heads: readonly PatchMap[];
  /** How much of each patch came through all layers (`attentionRollout`). */
  readonly rollout: PatchMap;
}

/** A model together with what it must know of pictures: pictures in, labels out. */
export class ImageClassifier extends LabelPredictor<GreyImage> {
  readonly model: ImageModel;
  readonly kind: PictureKind;
  protected readonly batchPlaces: number;

  constructor(model: ImageModel, kind: PictureKind) {
    super(kind.labels);
    this.model = model;
    this.kind = kind;
    this.batchPlaces = SIDE_BY_SIDE * this.lengthOf();
  }

  refuse({ width, height }: GreyImage): string | null {
    const { kind } = this;
    if (width === kind.width && height === kind.height) return null;
    return (
      `the picture is ${width} x ${height} pixels; this model was trained on ${kind.width} x ${kind.height}. ` +
      'Scale or crop it to that size.'
    );
  }

  /** N, the patches of a picture, for all are of one size; 1 where there are none. */
  lengthOf(): number {
    const { grid } = this.model;
    return grid === null ? 1 : grid.rows * grid.columns;
  }

  forward(images: readonly GreyImage[], options?: { readonly needWeights?: boolean }): ImageOutput {
    return tidy(() => this.model.forward(this.#batch(images), options));
  }

  /**
   * Where it looks in a picture, patch by patch; null for a model without attention.
   *
   * @throws ValueError if the picture is of another size than the model was trained on.
   */
  attention(image: GreyImage): PatchAttention | null {
    const why = this.refuse(image);
    if (why !== null) throw new ValueError(`attention: ${why}`);
    return noGrad(() =>
      tidy(() => {
        const { weights, rollout } = this.forward([image], { needWeights: true });
        const { grid } = this.model;
        if (grid === null || weights === null || rollout === null) return null;
        return { heads: patchMaps(weights, grid), rollout: patchMaps(rollout, grid)[0] };
      }),
    );
  }

  /**
   * The picture with light and dark as the model knows them: inverted if its border is light where those that the model was
   * trained on are dark, or the other way round.
   */
  withKnownPolarity(image: GreyImage): { readonly image: GreyImage; readonly inverted: boolean } {
    const isLight = (shade: number): boolean => shade > 127.5;
    const inverted = isLight(borderShade(image)) !== isLight(this.kind.border);
    return { image: inverted ? invertImage(image) : image, inverted };
  }

  /** Pictures as the model takes them, [B, rows, columns], with the shades of the training's at mean 0 and deviation 1. */
  #batch(images: readonly GreyImage[]): Tensor {
    const { width, height, mean, deviation } = this.kind;
    const values = new Float32Array(images.length * width * height);
    let at = 0;
    for (const { pixels } of images) for (const shade of pixels) values[at++] = (shade - mean) / deviation;
    return tensor(values, { shape: [images.length, height, width] });
  }
}

/** Pictures that are labelled at once. */
const SIDE_BY_SIDE = 128;

/** weights [..., N], each N as rows of the grid. */
function patchMaps(weights: Tensor, { rows, columns }: { rows: number; columns: number }): PatchMap[] {
  const values = weights.read() as Float32Array;
  const row = (i: number): Float32Array => values.slice(i * columns, (i + 1) * columns);
  return Array.from({ length: values.length / (rows * columns) }, (_, i) =>
    Array.from({ length: rows }, (_, r) => row(i * rows + r)),
  );
}
