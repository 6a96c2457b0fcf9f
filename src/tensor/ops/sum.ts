import { kernels } from '../../runtime/index.ts';
import { noGrad, record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { broadcastTo } from './broadcastTo.ts';
import { contiguous } from './copy.ts';
import { extentsAround, mergeAxes } from './mergeAxes.ts';
import { reshape } from './reshape.ts';

/** The sum over the given axes (all by default), which disappear, or stay with extent 1 when `keepDims`. */
export function sum(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  requireFloat('sum', x);
  return tidy(() => {
    const { merged, axis, keptShape, shape } = noGrad(() => mergeAxes('sum', x, axes));
    const out = empty(keepDims ? keptShape : shape, 'float32', 'sum');
    kernels().sum(...extentsAround(merged.shape, axis), contiguous(merged).pointer, out.pointer);
    const original = x.shape;
    return record('sum', out, [x], [], (g) => [broadcastTo(reshape(g, keptShape), original)]);
  });
}
