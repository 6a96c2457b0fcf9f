// Rows of any distance: their dot products, and copies, scaled.
import { madd, sumLanes } from '../simd';
import { rowAt } from './job';

/** D = rowsum(dO * O), in two chains side by side. */
export function rowSums(g: usize, gRow: i32, o: usize, oRow: i32, rows: i32, ev: i32, deltas: usize): void {
  const whole = <usize>(ev & ~7) << 2, end = <usize>ev << 2;
  for (let r = 0; r < rows; r++) {
    const x = rowAt(g, r, gRow);
    const y = rowAt(o, r, oRow);
    let a = f32x4.splat(0), b = a;
    let at: usize = 0;
    for (; at < whole; at += 32) {
      a = madd(v128.load(x + at), v128.load(y + at), a);
      b = madd(v128.load(x + at, 16), v128.load(y + at, 16), b);
    }
    let sum = sumLanes(f32x4.add(a, b));
    for (; at < end; at += 4) sum += load<f32>(x + at) * load<f32>(y + at);
    store<f32>(deltas + (<usize>r << 2), sum);
  }
}

export function copyScaled(from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32): void {
  scaleRows(from, fromRow, rows, columns, factor, to, toRow, false);
}

export function addScaled(from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32): void {
  scaleRows(from, fromRow, rows, columns, factor, to, toRow, true);
}

// @ts-ignore: decorator
@inline
function scaleRows(
  from: usize, fromRow: i32, rows: i32, columns: i32, factor: f32, to: usize, toRow: i32, add: bool,
): void {
  const f = f32x4.splat(factor);
  const whole = columns & ~3;
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c < whole; c += 4) {
      const at = to + (<usize>c << 2);
      const x = f32x4.mul(v128.load(from + (<usize>c << 2)), f);
      v128.store(at, add ? f32x4.add(v128.load(at), x) : x);
    }
    for (; c < columns; c++) {
      const at = to + (<usize>c << 2);
      const x = load<f32>(from + (<usize>c << 2)) * factor;
      store<f32>(at, add ? load<f32>(at) + x : x);
    }
    from += <usize>fromRow << 2;
    to += <usize>toRow << 2;
  }
}
