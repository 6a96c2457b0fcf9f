// The k largest of each row, in descending order; equal ones in order of place, NaN above all.

// @ts-ignore: decorator
@inline
function above(x: f32, y: f32): bool {
  return x > y || (x != x && y == y);
}

/** values and ids [rows, k] of x [rows, n], 1 <= k <= n. */
export function topK(rows: i32, n: i32, k: i32, x: usize, values: usize, ids: usize): void {
  const last = <usize>(k - 1) << 2;
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j < k; j++) insert(load<f32>(x + (<usize>j << 2)), j, j, values, ids);
    for (; j + 4 <= n; j += 4) {
      const p = x + (<usize>j << 2);
      // Most fours hold nothing above the last that counts.
      if (i32x4.all_true(f32x4.le(v128.load(p), v128.load32_splat(values + last)))) continue;
      for (let lane = 0; lane < 4; lane++) offer(load<f32>(p + (<usize>lane << 2)), j + lane, k, values, ids);
    }
    for (; j < n; j++) offer(load<f32>(x + (<usize>j << 2)), j, k, values, ids);
    x += <usize>n << 2;
    values += <usize>k << 2;
    ids += <usize>k << 2;
  }
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
