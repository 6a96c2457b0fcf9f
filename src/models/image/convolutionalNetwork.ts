import { Conv2d, Linear, Module, maxPool2d } from '../../nn/index.ts';
import { DataError, expandDims, relu, reshape, type Tensor, tidy } from '../../tensor/index.ts';
import { type ImageContext, type ImageModel, type ImageOutput, requireImages } from './imageModel.ts';

export interface ConvolutionalNetworkOptions extends ImageContext {
  /** Convolutions, each followed by a pooling that halves the picture. */
  readonly numLayers: number;
  /** Channels after the first convolution; each later one doubles them. */
  readonly channels: number;
  readonly kernelSize: number;
  /** The layer between the last pooling and the labels. */
  readonly hiddenDim: number;
}

/**
 * What attention to patches is measured against (LeCun et al., 1998): convolutions that keep the size, each followed by
 * max pooling over 2 x 2 pixels and ReLU, then two linear layers.
 */
export class ConvolutionalNetwork extends Module implements ImageModel {
  readonly grid = null;
  readonly imageSize: readonly [rows: number, columns: number];
  readonly convolutions: readonly Conv2d[];
  readonly hidden: Linear;
  readonly head: Linear;

  /** @throws DataError if the pictures cannot be halved so many times. */
  constructor(options: ConvolutionalNetworkOptions) {
    super();
    const { rows, columns, numLabels, numLayers, channels, kernelSize, hiddenDim, rng } = options;
    const [down, across] = [rows, columns].map((extent) => extent >> numLayers);
    if (down < 1 || across < 1) {
      throw new DataError(
        `ConvolutionalNetwork: pictures of ${columns} x ${rows} pixels cannot be halved ${numLayers} times; take fewer layers`,
      );
    }
    this.imageSize = [rows, columns];
    const width = (layer: number): number => channels * 2 ** layer;
    this.convolutions = Array.from(
      { length: numLayers },
      (_, i) =>
        new Conv2d({
          inChannels: i === 0 ? 1 : width(i - 1),
          outChannels: width(i),
          kernelSize,
          padding: 'same',
          rng,
        }),
    );
    const features = down * across * (numLayers === 0 ? 1 : width(numLayers - 1));
    this.hidden = new Linear({ inFeatures: features, outFeatures: hiddenDim, rng });
    this.head = new Linear({ inFeatures: hiddenDim, outFeatures: numLabels, rng });
  }

  forward(images: Tensor): ImageOutput {
    requireImages('ConvolutionalNetwork', images, this.imageSize);
    return tidy(() => {
      // Pooling before ReLU gives the same, on a quarter of the elements.
      const found = this.convolutions.reduce(
        (x, convolution) => relu(maxPool2d(convolution.forward(x), { kernelSize: 2 })),
        expandDims(images, 3),
      );
      const flat = reshape(found, [images.shape[0], -1]);
      const logits = this.head.forward(this.hidden.forward(flat, { activation: 'relu' }));
      return { logits, weights: null, rollout: null };
    });
  }
}
