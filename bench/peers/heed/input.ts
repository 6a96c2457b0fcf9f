import { float32View } from '../../../src/runtime/index.ts';
import { contiguous, empty, keep, type Tensor } from '../../../src/tensor/index.ts';
import { fillUniform } from '../inputs.ts';

/** Numbers that every peer makes alike, written where they belong: a copy would count as memory. */
export function input(shape: readonly number[], seed: number): Tensor {
  const x = keep(empty(shape));
  fillUniform(float32View(x.pointer, x.size), seed);
  return x;
}

export function read(x: Tensor): ArrayLike<number> {
  return contiguous(x).read();
}
