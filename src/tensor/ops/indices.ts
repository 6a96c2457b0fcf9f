import { kernels } from '../../runtime/index.ts';
import { DTypeError, formatShape, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * Makes sure that `ids` is int32 and every id is from 0 to limit - 1, or `ignored`.
 *
 * @throws DTypeError; ValueError that names the first id outside.
 */
export function requireIndices(operation: string, ids: Tensor, limit: number, ignored = 0): void {
  if (ids.dtype !== 'int32') {
    throw new DTypeError(
      `${operation}: indices must be int32; got ${ids.dtype} ${formatShape(ids.shape)}. Convert them with cast(x, 'int32').`,
    );
  }
  const place = tidy(() => kernels().findOutside(ids.size, limit, ignored, contiguous(ids).pointer));
  if (place >= 0) {
    const id = ids.read()[place];
    throw new ValueError(
      `${operation}: indices must be from 0 to ${limit - 1}; got ${id} at place ${place} of ${formatShape(ids.shape)}`,
    );
  }
}
