// The k largest of each row, in descending order; equal ones in order of place, NaN above all.

/** values and ids [rows, k] of x [rows, n], 1 <= k <= n; where `shifts` [rows] is not 0, of x - shifts. */
export function topK(rows: i32, n: i32, k: i32, x: usize, shifts: usize, values: usize, ids: usize): void {
  for (let i = 0; i < rows; i++) {
    let shift: f32 = 0;
    if (shifts) {
      shift = load<f32>(shifts + (<usize>i << 2));
      // The normaliser of a row of -infinity, all of which stays what it is.
      if (shift == -Infinity) shift = 0;
    }
    topOfRow(n, k, x, shift, values, ids);
    x += <usize>n << 2;
    values += <usize>k << 2;
    ids += <usize>k << 2;
  }
}

/** Those of x - shift. */
function topOfRow(n: i32, k: i32, x: usize, shift: f32, values: usize, ids: usize): void {
  const last = values + (<usize>(k - 1) << 2);
  const shifts = f32x4.splat(shift);
  let j = 0;
  for (; j < k; j++) insert(load<f32>(x + (<usize>j << 2)) - shift, j, j, values, ids);
  let least = v128.load32_splat(last);
  for (; j + 16 <= n; j += 16) {
    const p = x + (<usize>j << 2);
    const a = f32x4.le(f32x4.sub(v128.load(p), shifts), least);
    const b = f32x4.le(f32x4.sub(v128.load(p, 16), shifts), least);
    const c = f32x4.le(f32x4.sub(v128.load(p, 32), shifts), least);
    const d = f32x4.le(f32x4.sub(v128.load(p, 48), shifts), least);
    // Most sixteens hold nothing above the last that counts.
    if (i32x4.all_true(v128.and(v128.and(a, b), v128.and(c, d)))) continue;
    for (let i = j; i < j + 16; i++) offer(load<f32>(x + (<usize>i << 2)) - shift, i, k, values, ids);
    least = v128.load32_splat(last);
  }
  for (; j < n; j++) offer(load<f32>(x + (<usize>j << 2)) - shift, j, k, values, ids);
}

// @ts-ignore: decorator
@inline
function above(x: f32, y: f32): bool {
  return x > y || (x != x && y == y);
}

function offer(x: f32, id: i32, k: i32, values: usize, ids: usize): void {
  if (above(x, load<f32>(values + (<usize>(k - 1) << 2)))) insert(x, id, k - 1, values, ids);
}

/** Puts x at its place among the first `place` of the list, moving what is below it down by one. */
function insert(x: f32, id: i32, place: i32, values: usize, ids: usize): void {
  let at = <usize>place << 2;
  while (at > 0 && above(x, load<f32>(values + at - 4))) {
    store<f32>(values + at, load<f32>(values + at - 4));
    store<i32>(ids + at, load<i32>(ids + at - 4));
    at -= 4;
  }
  store<f32>(values + at, x);
  store<i32>(ids + at, id);
}
