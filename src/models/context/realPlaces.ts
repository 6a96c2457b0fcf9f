import { less, type Tensor, tensor } from '../../tensor/index.ts';

/** bool [B, L, 1]: whether sequence b has a place l. */
export function realPlaces(L: number, lengths: readonly number[]): Tensor {
  const places = tensor(
    Int32Array.from({ length: L }, (_, l) => l),
    { shape: [1, L, 1] },
  );
  return less(places, tensor(Int32Array.from(lengths), { shape: [lengths.length, 1, 1] }));
}
