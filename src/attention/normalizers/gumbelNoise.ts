import { type Rng, type Shape, type Tensor, tensor } from '../../tensor/index.ts';

/** The least -ln u: beyond it the noise would be infinite. */
const LEAST = 1e-12;

/** -ln(-ln u), u uniform in (0, 1): added to scores, it makes each the largest with the probability that softmax gives it. */
export function gumbelNoise(shape: Shape, rng: Rng): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const noise = Float32Array.from(
    { length: size },
    () => -Math.log(Math.max(LEAST, -Math.log(1 - rng.uniform()))),
  );
  return tensor(noise, { shape });
}
