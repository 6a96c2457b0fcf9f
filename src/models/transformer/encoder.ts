import { LayerNorm, Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { TransformerEncoderLayer } from './encoderLayer.ts';
import type { TransformerLayerOptions } from './options.ts';

/** Layers one after the other, and a norm at the end: [B, S, D] -> [B, S, D]. */
export class TransformerEncoder extends Module {
  readonly layers: readonly TransformerEncoderLayer[];
  readonly norm: LayerNorm;

  constructor({ numLayers, ...options }: TransformerLayerOptions & { numLayers: number }) {
    super();
    this.layers = Array.from({ length: numLayers }, () => new TransformerEncoderLayer(options));
    this.norm = new LayerNorm({ normalizedShape: options.embedDim });
  }

  forward(x: Tensor, options: { lengths: readonly number[] }): Tensor {
    return this.norm.forward(this.layers.reduce((y, layer) => layer.forward(y, options), x));
  }
}
