// Products of a sparse matrix in compressed rows with dense ones, for H heads at once. Row i has the entries offsets[i] to
// offsets[i + 1] - 1; entry e is in column columns[e] and has a weight for each head, weights [entries, H]. Dense matrices
// are [rows, H, E]. The three kernels are each other's backward passes.
import { jobArguments } from './parallel';
import { Share, endUnit, firstUnit, share } from './share';
import { loadPart, madd, storePart, sumLanes } from './simd';

@unmanaged
class Product extends Share {
  H: i32;
  E: i32;
  offsets: usize;
  columns: usize;
  weights: usize;
  x: usize;
  y: usize;
}

/** Runs `task` on rows of about the same number of entries. */
function eachSparseRow(
  rows: i32, H: i32, E: i32, offsets: usize, columns: usize, weights: usize, x: usize, y: usize,
  task: (task: i32, args: usize, thread: i32) => void,
): void {
  if (rows == 0) return;
  const job = changetype<Product>(jobArguments());
  job.H = H; job.E = E;
  job.offsets = offsets; job.columns = columns;
  job.weights = weights; job.x = x; job.y = y;
  const entries = load<i32>(offsets + (<usize>rows << 2));
  share(rows, (entries / rows + 1) * H * (E + 8), task, true);
}

// @ts-ignore: decorator
@inline
function offset(offsets: usize, row: i32): i32 {
  return load<i32>(offsets + (<usize>row << 2));
}

/** y += w x, n floats. */
// @ts-ignore: decorator
@inline
function addScaled(n: i32, w: f32, x: usize, y: usize): void {
  const factor = f32x4.splat(w);
  const rest = n & 3;
  for (const end = y + (<usize>(n - rest) << 2); y < end; y += 16) {
    v128.store(y, madd(factor, v128.load(x), v128.load(y)));
    x += 16;
  }
  if (rest) storePart(y, madd(factor, loadPart(x, rest), loadPart(y, rest)), rest);
}

// @ts-ignore: decorator
@inline
function dot(n: i32, x: usize, y: usize): f32 {
  let sum = f32x4.splat(0);
  const rest = n & 3;
  for (const end = x + (<usize>(n - rest) << 2); x < end; x += 16) {
    sum = madd(v128.load(x), v128.load(y), sum);
    y += 16;
  }
  if (rest) sum = madd(loadPart(x, rest), loadPart(y, rest), sum);
  return sumLanes(sum);
}

/** y[i, h] = the sum of weights[e, h] x[columns[e], h] over the entries e of row i. */
export function sparseProduct(
  rows: i32, H: i32, E: i32, offsets: usize, columns: usize, weights: usize, x: usize, y: usize,
): void {
  eachSparseRow(rows, H, E, offsets, columns, weights, x, y, sparseProductTask);
}

function sparseProductTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Product>(args);
  const H = job.H, E = job.E;
  const head = <usize>E << 2;
  const row = <usize>H * head;
  const last = endUnit(job, task);
  for (let i = firstUnit(job, task); i < last; i++) {
    const y = job.y + <usize>i * row;
    memory.fill(y, 0, row);
    const end = offset(job.offsets, i + 1);
    for (let e = offset(job.offsets, i); e < end; e++) {
      const x = job.x + <usize>offset(job.columns, e) * row;
      const weights = job.weights + (<usize>(e * H) << 2);
      for (let h = 0; h < H; h++) {
        addScaled(E, load<f32>(weights + (<usize>h << 2)), x + <usize>h * head, y + <usize>h * head);
      }
    }
  }
}

/** y[columns[e], h] += weights[e, h] x[i, h] for the entries e of each row i. Rows may meet in a column, so on one thread. */
export function sparseTransposedProduct(
  rows: i32, H: i32, E: i32, offsets: usize, columns: usize, weights: usize, x: usize, y: usize,
): void {
  const head = <usize>E << 2;
  const row = <usize>H * head;
  for (let i = 0; i < rows; i++) {
    const end = offset(offsets, i + 1);
    for (let e = offset(offsets, i); e < end; e++) {
      const to = y + <usize>offset(columns, e) * row;
      for (let h = 0; h < H; h++) {
        addScaled(E, load<f32>(weights), x + <usize>h * head, to + <usize>h * head);
        weights += 4;
      }
    }
    x += row;
  }
}

/** weights[e, h] = x[i, h] · y[columns[e], h] for the entries e of each row i. */
export function sparseDots(
  rows: i32, H: i32, E: i32, offsets: usize, columns: usize, x: usize, y: usize, weights: usize,
): void {
  eachSparseRow(rows, H, E, offsets, columns, weights, x, y, sparseDotsTask);
}

function sparseDotsTask(task: i32, args: usize, thread: i32): void {
  const job = changetype<Product>(args);
  const H = job.H, E = job.E;
  const head = <usize>E << 2;
  const row = <usize>H * head;
  const last = endUnit(job, task);
  for (let i = firstUnit(job, task); i < last; i++) {
    const x = job.x + <usize>i * row;
    const end = offset(job.offsets, i + 1);
    for (let e = offset(job.offsets, i); e < end; e++) {
      const y = job.y + <usize>offset(job.columns, e) * row;
      const out = job.weights + (<usize>(e * H) << 2);
      for (let h = 0; h < H; h++) {
        store<f32>(out + (<usize>h << 2), dot(E, x + <usize>h * head, y + <usize>h * head));
      }
    }
  }
}
