import { tensor } from '../creation.ts';
import { tidy } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { gather } from './gather.ts';
import { reshape } from './reshape.ts';

/** The given rows of x along its first axis: [n, ...] -> [rows.length, ...]. */
export function selectRows(x: Tensor, rows: ArrayLike<number>): Tensor {
  return tidy(() => {
    const flat = gather(reshape(x, [x.shape[0], -1]), tensor(Int32Array.from(rows)));
    return reshape(flat, [rows.length, ...x.shape.slice(1)]);
  });
}
