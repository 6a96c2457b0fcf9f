import { resolveAxis, type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshape } from './reshape.ts';
import { permute } from './transpose.ts';

/** What a reduction over several axes comes to. */
interface MergedAxes {
  /** x with the reduced axes merged into one: a view where they are neighbours. */
  readonly merged: Tensor;
  /** That one axis. */
  readonly axis: number;
  /** The shape of the result, with extents of 1 in place of the reduced axes and without them. */
  readonly keptShape: Shape;
  readonly shape: Shape;
}

/** Merges the axes to be reduced (all by default) into one; axes that are not neighbours are first moved to the end. */
export function mergeAxes(operation: string, x: Tensor, axes?: number | readonly number[]): MergedAxes {
  const all = x.shape.map((_, i) => i);
  const reduced = new Set(
    (axes === undefined ? all : [axes].flat()).map((axis) => resolveAxis(operation, axis, x.rank)),
  );
  const sorted = all.filter((axis) => reduced.has(axis));
  const others = all.filter((axis) => !reduced.has(axis));
  const shape = others.map((axis) => x.shape[axis]);
  const neighbours = sorted.every((axis, i) => axis === sorted[0] + i);
  const axis = neighbours ? (sorted[0] ?? x.rank) : others.length;
  const n = sizeOf(sorted.map((axis) => x.shape[axis]));
  const source = neighbours ? x : permute(x, [...others, ...sorted]);
  return {
    merged: reshape(source, shape.toSpliced(axis, 0, n)),
    axis,
    keptShape: x.shape.map((extent, i) => (reduced.has(i) ? 1 : extent)),
    shape,
  };
}

/** The extents before, of and after one axis. */
export function extentsAround(shape: Shape, axis: number): [outer: number, n: number, inner: number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis], sizeOf(shape.slice(axis + 1))];
}
