import { describe, expect, it } from 'vitest';
import { BatchNorm, Conv2d, Linear, maxPool2d, Sequential } from '../../src/nn/index.ts';
import { Adam } from '../../src/optim/index.ts';
import {
  argmax,
  backward,
  crossEntropy,
  Rng,
  relu,
  reshape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tensor/index.ts';

const SIDE = 11;

/** Images with a bar anywhere, among noise: 0 upright, 1 lying. */
function bars(count: number, rng: Rng): { images: Tensor; labels: Tensor } {
  const labels = Int32Array.from({ length: count }, () => rng.integer(2));
  const values = Float32Array.from({ length: count * SIDE * SIDE }, () => rng.normal() * 0.3);
  for (const [n, label] of labels.entries()) {
    const [across, along] = [rng.integer(SIDE), rng.integer(SIDE - 5)];
    for (let k = along; k < along + 6; k++) {
      const [row, column] = label === 0 ? [k, across] : [across, k];
      values[(n * SIDE + row) * SIDE + column] += 1;
    }
  }
  return { images: tensor(values, { shape: [count, SIDE, SIDE, 1] }), labels: tensor(labels) };
}

describe('a small convolutional network', () => {
  it('learns which way a bar lies, wherever it is', () => {
    tidy(() => {
      const rng = new Rng(1);
      using model = new Sequential([
        new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 3, padding: 'same', bias: false, rng }),
        new BatchNorm({ numFeatures: 8 }),
        relu,
        (x) => maxPool2d(x, { kernelSize: 2 }),
        new Conv2d({ inChannels: 8, outChannels: 13, kernelSize: 3, rng }),
        relu,
        (x) => reshape(maxPool2d(x, { kernelSize: 3 }), [-1, 13]),
        new Linear({ inFeatures: 13, outFeatures: 2, rng }),
      ]);
      using optimizer = new Adam(model.parameters(), { lr: 0.01 });
      for (let update = 0; update < 60; update++) {
        tidy(() => {
          const { images, labels } = bars(32, rng);
          optimizer.zeroGrad();
          backward(crossEntropy(model.forward(images), labels));
          optimizer.step();
        });
      }
      const { images, labels } = bars(200, rng);
      const wanted = labels.read();
      const right = argmax(model.eval().forward(images))
        .read()
        .filter((label, i) => label === wanted[i]);
      expect(right.length / 200).toBeGreaterThan(0.95);
    });
  });
});
