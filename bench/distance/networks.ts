import { attention, causal, MultiHeadAttention, scaledDot, softmax } from '../../src/attention/index.ts';
import { Conv1d, GRU, LSTM, type Module, RNN } from '../../src/nn/index.ts';
import { pad, type Rng, type Tensor, tanh } from '../../src/tensor/index.ts';

/** Reads a sequence from left to right, [B, L, D] -> [B, L, D]; an output sees its own position and those before it. */
export interface Network {
  readonly layers: readonly Module[];
  forward(x: Tensor): Tensor;
}

export const KERNEL_SIZE = 5;
export const CONV_LAYERS = 8;

type Make = (dim: number, rng: Rng) => Network;

const recurrent =
  (Layer: typeof RNN | typeof LSTM | typeof GRU): Make =>
  (dim, rng) => {
    const layer = new Layer({ inputSize: dim, hiddenSize: dim, rng });
    return { layers: [layer], forward: (x) => layer.forward(x).output };
  };

const selfAttention: Make = (dim, rng) => {
  const mechanism = attention({ score: scaledDot(), normalizer: softmax(), pattern: causal() });
  const layer = new MultiHeadAttention({ embedDim: dim, numHeads: 4, mechanism, rng });
  return { layers: [layer], forward: (x) => layer.forward(x, x, x).output };
};

const convolutions: Make = (dim, rng) => {
  const options = { inChannels: dim, outChannels: dim, kernelSize: KERNEL_SIZE, rng };
  const layers = Array.from({ length: CONV_LAYERS }, () => new Conv1d(options));
  const withZerosBefore = (x: Tensor): Tensor =>
    pad(x, [
      [0, 0],
      [KERNEL_SIZE - 1, 0],
      [0, 0],
    ]);
  return { layers, forward: (x) => layers.reduce((y, layer) => tanh(layer.forward(withZerosBefore(y))), x) };
};

/** One layer each, but for the convolutions. */
export const networks = {
  'self-attention': selfAttention,
  GRU: recurrent(GRU),
  LSTM: recurrent(LSTM),
  RNN: recurrent(RNN),
  convolutions,
} as const satisfies Record<string, Make>;
