import { kernels } from '../../runtime/index.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { requireIndices } from './indices.ts';

/**
 * ids [...] of int32 -> [..., depth] in float32, 1 at each id and 0 elsewhere.
 *
 * @throws ValueError for an id outside 0 to depth - 1.
 */
export function oneHot(ids: Tensor, depth: number): Tensor {
  requireIndices('oneHot', ids, depth);
  return tidy(() => {
    const out = empty([...ids.shape, depth], 'float32', 'oneHot');
    kernels().oneHot(ids.size, depth, contiguous(ids).pointer, out.pointer);
    return out;
  });
}
