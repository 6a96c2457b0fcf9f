import { tensor } from '../creation.ts';
import type { Tensor } from '../tensor.ts';

/** Which positions of padded sequences are real: bool [B, S], true where j < lengths[b]. */
export function lengthMask(lengths: ArrayLike<number>, S: number): Tensor {
  const B = lengths.length;
  const data = new Uint8Array(B * S);
  for (let b = 0; b < B; b++) data.fill(1, b * S, b * S + lengths[b]);
  return tensor(data, { shape: [B, S] });
}
