import type { Module } from '../../nn/index.ts';
import { formatShape, type Rng, ShapeError, type Tensor } from '../../tensor/index.ts';

/** What a model of pictures must fit: their size in pixels, how many labels there are, and where its chances come from. */
export interface ImageContext {
  readonly rows: number;
  readonly columns: number;
  readonly numLabels: number;
  readonly rng: Rng;
}

export interface ImageOutput {
  /** [B, V]: unnormalised scores of the labels. */
  readonly logits: Tensor;
  /** [B, H, N]: how much each head took from each of the N patches; null unless asked for, or without attention. */
  readonly weights: Tensor | null;
  /** [B, N]: how much of each patch came through all layers (`attentionRollout`); null unless asked for, or without attention. */
  readonly rollout: Tensor | null;
}

/** A network from a picture to the scores of its labels. */
export interface ImageModel extends Module {
  /** The patches that it attends to, row by row; null where it does not attend. */
  readonly grid: { readonly rows: number; readonly columns: number } | null;
  /** images [B, rows, columns], of the size that it was made for. @throws ShapeError for another. */
  forward(images: Tensor, options?: { readonly needWeights?: boolean }): ImageOutput;
}

/** @throws ShapeError unless images are [B, rows, columns] of the given size. */
export function requireImages(model: string, images: Tensor, size: readonly number[]): void {
  const { rank, shape } = images;
  if (rank === 3 && shape[1] === size[0] && shape[2] === size[1]) return;
  throw new ShapeError(
    `${model}: needs images [B, ${size.join(', ')}] (B, rows, columns); got ${formatShape(shape)}`,
  );
}
