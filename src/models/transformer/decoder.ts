import type { DecodingCache, ProjectedMemory } from '../../attention/index.ts';
import { LayerNorm, Module } from '../../nn/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { TransformerDecoderLayer } from './decoderLayer.ts';
import type { TransformerDecoderOptions } from './options.ts';

export interface DecoderInput {
  /** For each layer, the encoder's output as it projected it. */
  readonly memories: readonly ProjectedMemory[];
  readonly memoryLengths: readonly number[];
  /** For each layer, what it has seen, when decoding step by step. */
  readonly kvCaches?: readonly DecodingCache[];
  readonly needWeights?: boolean;
}

/** Layers one after the other, and a norm at the end: [B, L, D] -> [B, L, D], with the last layer's weights if asked for. */
export class TransformerDecoder extends Module {
  readonly layers: readonly TransformerDecoderLayer[];
  readonly norm: LayerNorm;

  constructor({ numLayers, positions, ...options }: TransformerDecoderOptions) {
    super();
    this.layers = Array.from(
      { length: numLayers },
      () => new TransformerDecoderLayer({ ...options, positions: positions?.() }),
    );
    this.norm = new LayerNorm({ normalizedShape: options.embedDim });
  }

  projectMemory(memory: Tensor): ProjectedMemory[] {
    return this.layers.map((layer) => layer.projectMemory(memory));
  }

  forward(x: Tensor, input: DecoderInput): { output: Tensor; weights: Tensor | null } {
    const { memories, memoryLengths, kvCaches, needWeights = false } = input;
    const last = this.layers.length - 1;
    let hidden = x;
    let weights: Tensor | null = null;
    this.layers.forEach((layer, i) => {
      const result = layer.forward(hidden, {
        memory: memories[i],
        memoryLengths,
        kvCache: kvCaches?.[i],
        needWeights: needWeights && i === last,
      });
      hidden = result.output;
      weights = result.weights;
    });
    return { output: this.norm.forward(hidden), weights };
  }
}
