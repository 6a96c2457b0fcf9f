import { formatShape, ShapeError } from './errors.ts';

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/** Strides, in elements, of a dense row-major tensor. */
export function denseStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step;
    step *= shape[i];
  }
  return strides;
}

/** Whether elements lie one after the other in row-major order. Strides of axes of length 1 do not matter. */
export function isDense(shape: Shape, strides: Shape): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i];
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The shape that two shapes broadcast to, as in NumPy: axes are matched from the last, and 1 stretches. */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError(
        `${operation}: shapes must broadcast (equal, or 1, axis by axis from the last); ` +
          `got ${formatShape(a)} and ${formatShape(b)}`,
      );
    }
    shape[rank - i] = m === 1 ? n : m;
  }
  return shape;
}

/** Whether `shape` stretches to `target` without changing it. */
export function broadcastsTo(shape: Shape, target: Shape): boolean {
  const lead = target.length - shape.length;
  return lead >= 0 && shape.every((n, i) => n === 1 || n === target[lead + i]);
}

/** Strides with which a tensor reads as if it had the larger `target` shape: 0 along stretched axes. */
export function broadcastStrides(shape: Shape, strides: Shape, target: Shape): number[] {
  const lead = target.length - shape.length;
  return target.map((n, i) => (i < lead || (shape[i - lead] === 1 && n !== 1) ? 0 : strides[i - lead]));
}

/** `axis` counted from the front; negative ones count from the back. */
export function resolveAxis(operation: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw new ShapeError(
      `${operation}: axis must be from ${-rank} to ${rank - 1} for rank ${rank}; got ${axis}`,
    );
  }
  return resolved;
}

/** One pass over a tensor: the extents left after merging axes, and for each operand its strides along them. */
export interface Layout {
  readonly extents: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Merges neighbouring axes that every operand walks evenly, so that kernels see as few and as long loops as can be. */
export function collapse(shape: Shape, operands: readonly Shape[]): Layout {
  const extents: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const n = shape[axis];
    if (n === 1) continue;
    let last = extents.length - 1;
    if (last >= 0 && continues(operands, strides, axis, n)) extents[last] *= n;
    else last = extents.push(n) - 1;
    for (let i = 0; i < operands.length; i++) strides[i][last] = operands[i][axis];
  }
  return { extents, strides };
}

/** Whether every operand goes from the end of its last axis straight on along the next one. */
function continues(
  operands: readonly Shape[],
  strides: readonly (readonly number[])[],
  axis: number,
  n: number,
): boolean {
  for (let i = 0; i < operands.length; i++) {
    if (strides[i][strides[i].length - 1] !== operands[i][axis] * n) return false;
  }
  return true;
}

/**
 * Calls `visit(rows, columns, offsets, rowStrides, columnStrides)` for every plane of the last two axes of a layout,
 * offsets and strides in elements, one for each operand.
 */
export function forEachPlane(
  { extents, strides }: Layout,
  visit: (
    rows: number,
    columns: number,
    offsets: readonly number[],
    row: readonly number[],
    column: readonly number[],
  ) => void,
): void {
  const rank = extents.length;
  if (extents.includes(0)) return;
  const columns = rank > 0 ? extents[rank - 1] : 1;
  const rows = rank > 1 ? extents[rank - 2] : 1;
  const columnStrides = strides.map((s) => (rank > 0 ? s[rank - 1] : 1));
  const rowStrides = strides.map((s) => (rank > 1 ? s[rank - 2] : 0));
  const offsets = strides.map(() => 0);
  const walk = (axis: number): void => {
    if (axis >= rank - 2) {
      visit(rows, columns, offsets, rowStrides, columnStrides);
      return;
    }
    for (let i = 0; i < extents[axis]; i++) {
      walk(axis + 1);
      for (let j = 0; j < strides.length; j++) offsets[j] += strides[j][axis];
    }
    for (let j = 0; j < strides.length; j++) offsets[j] -= strides[j][axis] * extents[axis];
  };
  walk(0);
}
