// Rows and elements by index, and the scatter-adds that are their backward passes. Indices have been checked before.
import { loadPart, storePart } from './simd';

/** The place of the first id outside 0 to limit - 1 that is not `ignored` either; -1 if there is none. */
export function findOutside(n: i32, limit: i32, ignored: i32, ids: usize): i32 {
  for (let i = 0; i < n; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (<u32>id >= <u32>limit && id != ignored) return i;
  }
  return -1;
}

/** out[i] = table[ids[i]], rows of `columns` elements of four bytes, `tableRow` apart in the table. */
export function gatherRows(n: i32, columns: i32, table: usize, tableRow: i32, ids: usize, out: usize): void {
  const row = <usize>columns << 2;
  for (let i = 0; i < n; i++) {
    memory.copy(out, table + ((<usize>load<i32>(ids) * <usize>tableRow) << 2), row);
    ids += 4;
    out += row;
  }
}

/** out[ids[i]] += rows[i], floats, but where ids[i] is `ignored`. */
export function scatterAddRows(n: i32, columns: i32, ignored: i32, rows: usize, ids: usize, out: usize): void {
  const whole = <usize>(columns & ~3) << 2;
  const rest = columns & 3;
  for (let i = 0; i < n; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (id == ignored) continue;
    let from = rows + (<usize>(i * columns) << 2);
    let p = out + (<usize>(id * columns) << 2);
    const end = p + whole;
    for (; p < end; p += 16) {
      v128.store(p, f32x4.add(v128.load(p), v128.load(from)));
      from += 16;
    }
    if (rest) storePart(p, f32x4.add(loadPart(p, rest), loadPart(from, rest)), rest);
  }
}

/** out[o, j, i] = x[o, ids[o, j, i], i] for ids [outer, m, inner] and x [outer, n, inner] of four bytes an element. */
export function takeAlong(outer: i32, n: i32, m: i32, inner: i32, x: usize, ids: usize, out: usize): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < inner; i++) {
        store<u32>(out, load<u32>(x + (<usize>(load<i32>(ids) * inner + i) << 2)));
        ids += 4;
        out += 4;
      }
    }
    x += <usize>(n * inner) << 2;
  }
}

/** out[o, ids[o, j, i], i] += g[o, j, i], floats. */
export function addAlong(outer: i32, n: i32, m: i32, inner: i32, g: usize, ids: usize, out: usize): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < inner; i++) {
        const at = out + (<usize>(load<i32>(ids) * inner + i) << 2);
        store<f32>(at, load<f32>(at) + load<f32>(g));
        ids += 4;
        g += 4;
      }
    }
    out += <usize>(n * inner) << 2;
  }
}

/** out[i, ids[i]] = 1 in zeros. */
export function oneHot(n: i32, depth: i32, ids: usize, out: usize): void {
  memory.fill(out, 0, <usize>(n * depth) << 2);
  for (let i = 0; i < n; i++) {
    store<f32>(out + (<usize>load<i32>(ids) << 2), 1);
    ids += 4;
    out += <usize>depth << 2;
  }
}
