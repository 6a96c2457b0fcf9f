import { LayerNorm, Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { type EncoderInput, TransformerEncoderLayer } from './encoderLayer.ts';
import type { TransformerEncoderOptions } from './options.ts';

/** Layers one after the other, and a norm at the end: [B, S, D] -> [B, S, D], with the last layer's weights if asked for. */
export class TransformerEncoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[];
  readonly norm: LayerNorm;

  constructor({ numLayers, positions, ...options }: TransformerEncoderOptions) {
    super();
    this.layers = Array.from(
      { length: numLayers },
      () => new TransformerEncoderLayer({ ...options, positions: positions?.() }),
    );
    this.norm = new LayerNorm({ normalizedShape: options.embedDim });
  }

  forward(
    x: Tensor,
    { lengths, needWeights = false }: EncoderInput = {},
  ): {
    output: Tensor;
    weights: Tensor | null;
  } {
    const last = this.layers.length - 1;
    let hidden = x;
    let weights: Tensor | null = null;
    this.layers.forEach((layer, i) => {
      const result = layer.forward(hidden, { lengths, needWeights: needWeights && i === last });
      hidden = result.output;
      weights = result.weights;
    });
    return { output: this.norm.forward(hidden), weights };
  }
}
