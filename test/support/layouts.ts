import { copy, pad, slice, type Tensor, transpose } from '../../src/tensor/index.ts';

/** The same tensor in other layouts: with its last axes stored the other way round, and cut out of a larger one. */
export function layouts(x: Tensor): Tensor[] {
  if (x.rank === 0) return [x];
  const wider = pad(
    x,
    x.shape.map((): [number, number] => [1, 2]),
  );
  const cut = x.shape.reduce((y, n, axis) => slice(y, axis, 1, 1 + n), wider);
  return x.rank < 2 ? [x, cut] : [x, cut, transpose(copy(transpose(x)))];
}
