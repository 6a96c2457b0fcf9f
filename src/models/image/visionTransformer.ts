import { attentionRollout, MultiHeadAttention } from '../../attention/index.ts';
import { init, LearnedPositions, Linear, Module, Parameter, SinusoidalPositions2d } from '../../nn/index.ts';
import {
  broadcastTo,
  DataError,
  matmul,
  mean,
  type Rng,
  squeeze,
  type Tensor,
  tidy,
} from '../../tensor/index.ts';
import { TransformerEncoder } from '../transformer/encoder.ts';
import type { TransformerLayerOptions } from '../transformer/options.ts';
import { type ImageContext, type ImageModel, type ImageOutput, requireImages } from './imageModel.ts';
import { patches } from './patches.ts';

export interface VisionTransformerOptions extends TransformerLayerOptions, ImageContext {
  /** P: the side of a patch, in pixels; 1 for single pixels. */
  readonly patchSize: number;
  readonly numLayers: number;
  /** How a patch is told where it is. */
  readonly positions: PatchPositions;
}

type PatchPosition = Module & { forward(x: Tensor): Tensor };
type Grid = { readonly rows: number; readonly columns: number; readonly dim: number; readonly rng: Rng };

const positionsOf = {
  /** A vector for each place, learned. */
  learned: ({ rows, columns, dim, rng }: Grid): PatchPosition =>
    new LearnedPositions({ maxLength: rows * columns, dim, std: 0.02, rng }),
  /** Sines and cosines of the row and of the column. */
  sinusoidal: (grid: Grid): PatchPosition => new SinusoidalPositions2d(grid),
  /** Not at all: the picture is then a set of patches, in no order. */
  none: (): null => null,
} satisfies Record<string, (grid: Grid) => PatchPosition | null>;

export type PatchPositions = keyof typeof positionsOf;
export const patchPositions = Object.keys(positionsOf) as PatchPositions[];

/**
 * A picture as a set of patches (Dosovitskiy et al., 2021): each is projected to a vector, its position in two dimensions
 * is added, a Transformer encoder lets patches look at one another, and a learned query gathers what it needs from them (in
 * place of the paper's class token), so that its weights say where the model looked.
 */
export class VisionTransformer extends Module implements ImageModel {
  readonly patchSize: number;
  readonly imageSize: readonly [rows: number, columns: number];
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly patchProjection: Linear;
  readonly positions: PatchPosition | null;
  readonly encoder: TransformerEncoder;
  /** [1, 1, D] */
  readonly query: Parameter;
  readonly pooling: MultiHeadAttention;
  readonly head: Linear;

  /** @throws DataError unless `patchSize` divides rows and columns; ValueError unless `numHeads` divides `embedDim`. */
  constructor(options: VisionTransformerOptions) {
    super();
    const { patchSize, rows, columns, numLabels, positions, ...layers } = options;
    const { embedDim, numHeads, rng } = layers;
    if (
      !Number.isInteger(patchSize) ||
      patchSize < 1 ||
      rows % patchSize !== 0 ||
      columns % patchSize !== 0
    ) {
      throw new DataError(
        `VisionTransformer: patchSize must divide the pictures, of ${columns} x ${rows} pixels; got ${patchSize}`,
      );
    }
    this.patchSize = patchSize;
    this.imageSize = [rows, columns];
    this.grid = { rows: rows / patchSize, columns: columns / patchSize };
    this.patchProjection = new Linear({ inFeatures: patchSize ** 2, outFeatures: embedDim, rng });
    this.positions = positionsOf[positions]({ ...this.grid, dim: embedDim, rng });
    this.encoder = new TransformerEncoder(layers);
    this.query = new Parameter([1, 1, embedDim], init.normal({ std: 0.02, rng }));
    this.pooling = new MultiHeadAttention({ embedDim, numHeads, rng });
    this.head = new Linear({ inFeatures: embedDim, outFeatures: numLabels, rng });
  }

  forward(images: Tensor, { needWeights = false }: { needWeights?: boolean } = {}): ImageOutput {
    requireImages('VisionTransformer', images, this.imageSize);
    return tidy(() => {
      const projected = this.patchProjection.forward(patches(images, this.patchSize));
      const placed = this.positions?.forward(projected) ?? projected;
      const { encoded, layers } = this.#encode(placed, needWeights);
      const query = broadcastTo(this.query, [images.shape[0], 1, encoded.shape[2]]);
      const { output, weights } = this.pooling.forward(query, encoded, encoded, { needWeights });
      return {
        logits: this.head.forward(squeeze(output, 1)),
        weights: weights && squeeze(weights, 2),
        rollout: weights && rolledOut(weights, layers),
      };
    });
  }

  /** The encoder, with the weights of each of its layers if asked for. */
  #encode(placed: Tensor, needWeights: boolean): { encoded: Tensor; layers: Tensor[] } {
    const layers: Tensor[] = [];
    let hidden = placed;
    for (const layer of this.encoder.layers) {
      const { output, weights } = layer.forward(hidden, { needWeights });
      hidden = output;
      if (weights !== null) layers.push(weights);
    }
    return { encoded: this.encoder.norm.forward(hidden), layers };
  }
}

/** The pooling's weights [B, H, 1, N], in the mean over heads, of what came through the layers, [B, H, N, N] each: [B, N]. */
function rolledOut(pooling: Tensor, layers: readonly Tensor[]): Tensor {
  const mixed = mean(pooling, 1);
  return squeeze(layers.length === 0 ? mixed : matmul(mixed, attentionRollout(layers)), 1);
}
