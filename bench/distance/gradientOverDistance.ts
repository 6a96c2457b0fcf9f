import { backward, Rng, randomNormal, requireGrad, slice, tensor, tidy } from '../../src/tensor/index.ts';
import { networks } from './networks.ts';

export interface Setting {
  readonly distance: number;
  readonly dim: number;
  /** Sequences of random numbers for each seed. */
  readonly sequences: number;
  readonly seeds: number;
}

/**
 * How much the last output hangs on the input so many steps before it: the length of u · d output_last / d input_t for a random
 * u of length 1, by distance from 0; the mean over sequences and over networks as they are initialized.
 */
export function gradientOverDistance(
  network: keyof typeof networks,
  { distance, dim, sequences, seeds }: Setting,
): number[] {
  const length = distance + 1;
  const total = new Float64Array(length);
  for (let seed = 1; seed <= seeds; seed++) {
    tidy(() => {
      const rng = new Rng(seed);
      const { layers, forward } = networks[network](dim, rng);
      const x = requireGrad(randomNormal([sequences, length, dim], rng));
      const directions = Array.from({ length: sequences }, () => randomDirection(dim, rng));
      const last = slice(forward(x), 1, distance, length);
      backward(last, tensor(Float32Array.from(directions.flat()), { shape: last.shape }));
      const gradient = x.grad!.read();
      for (let i = 0; i < sequences * length; i++) {
        total[distance - (i % length)] += Math.hypot(...gradient.slice(i * dim, (i + 1) * dim));
      }
      for (const layer of layers) layer.dispose();
    });
  }
  return Array.from(total, (sum) => sum / (sequences * seeds));
}

function randomDirection(dim: number, rng: Rng): number[] {
  const values = Array.from({ length: dim }, () => rng.normal());
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
