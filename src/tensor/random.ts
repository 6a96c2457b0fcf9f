import { float32View } from '../runtime/index.ts';
import type { Rng } from './rng.ts';
import type { Shape } from './shape.ts';
import { empty, type Tensor } from './tensor.ts';

/** Uniform in [low, high). */
export function randomUniform(shape: Shape, rng: Rng, low = 0, high = 1): Tensor {
  return generate(shape, () => low + (high - low) * rng.uniform());
}

/** Normal with the given mean and standard deviation. */
export function randomNormal(shape: Shape, rng: Rng, mean = 0, std = 1): Tensor {
  return generate(shape, () => mean + std * rng.normal());
}

function generate(shape: Shape, next: () => number): Tensor {
  const result = empty(shape);
  const view = float32View(result.pointer, result.size);
  for (let i = 0; i < view.length; i++) view[i] = next();
  return result;
}
