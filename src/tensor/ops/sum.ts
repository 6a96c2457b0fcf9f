import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { resolveAxis, sizeOf } from '../shape.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { broadcastTo } from './broadcastTo.ts';
import { contiguous } from './copy.ts';
import { permute } from './transpose.ts';
import { reshape } from './reshape.ts';

/** The sum over the given axes (all by default), which disappear, or stay with extent 1 when `keepDims`. */
export function sum(x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor {
  requireFloat('sum', x);
  const all = x.shape.map((_, i) => i);
  const reduced = (axes === undefined ? all : [axes].flat()).map((axis) => resolveAxis('sum', axis, x.rank));
  const kept = all.filter((axis) => !reduced.includes(axis));
  const keptShape = all.map((axis) => (reduced.includes(axis) ? 1 : x.shape[axis]));
  const shape = keepDims ? keptShape : kept.map((axis) => x.shape[axis]);
  const original = x.shape;
  const out = tidy(() => sumAxes(x, reduced, kept, shape));
  return record('sum', out, [x], [], (g) => [broadcastTo(reshape(g, keptShape), original)]);
}

/** Neighbouring axes are summed where they lie; others are first moved to the end. */
function sumAxes(x: Tensor, reduced: readonly number[], kept: readonly number[], shape: readonly number[]): Tensor {
  const sorted = [...new Set(reduced)].sort((a, b) => a - b);
  const neighbours = sorted.every((axis, i) => i === 0 || axis === sorted[i - 1] + 1);
  const source = contiguous(neighbours ? x : permute(x, [...kept, ...sorted]));
  const extents = source.shape;
  const first = neighbours ? (sorted[0] ?? x.rank) : kept.length;
  const out = empty(shape);
  const end = first + sorted.length;
  kernels().sum(sizeOf(extents.slice(0, first)), sizeOf(extents.slice(first, end)), sizeOf(extents.slice(end)), source.pointer, out.pointer);
  return out;
}
