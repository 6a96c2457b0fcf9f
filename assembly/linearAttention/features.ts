// Feature maps that are computed element by element on the way, so that no features are ever stored.
import { LEFT_ROW } from '../generated/tile';
import { exp, expDown, loadPart, maxLanes, storePair, storePart } from '../simd';
import { columnAt, fillRow } from './chunkRows';

/** elu(x) + 1; 0: the features are given. */
const ELU: i32 = 1;
/** relu(x) + epsilon. */
const RELU: i32 = 2;
/**
 * e^(x - offset) of keys, of an exponent of at most LARGEST_EXPONENT; of queries less the largest of their row, a factor of all its
 * weights, so that nothing overflows.
 */
export const EXP: i32 = 3;
export const EXP_BELOW_MAX: i32 = 4;
/** Leaves sums over millions of keys and features finite; completeFeatures.ts has the same. */
const LARGEST_EXPONENT: f32 = 64;
const LARGEST_FEATURE: f32 = <f32>6.235149080811617e27;

// @ts-ignore: decorator
@inline
function lanes(map: i32, x: v128, offset: v128): v128 {
  const zero = f32x4.splat(0);
  if (map == ELU) return f32x4.add(f32x4.pmax(x, zero), expDown(f32x4.pmin(x, zero)));
  if (map == RELU) return f32x4.add(f32x4.pmax(x, zero), offset);
  if (map == EXP) return exp(f32x4.pmin(f32x4.sub(x, offset), f32x4.splat(LARGEST_EXPONENT)));
  if (map == EXP_BELOW_MAX) return expDown(f32x4.sub(x, offset));
  return x;
}

/** g times the map's derivative, which follows from the feature y. */
// @ts-ignore: decorator
@inline
function gradientLanes(map: i32, y: v128, g: v128, epsilon: v128): v128 {
  if (map == ELU) return f32x4.mul(g, f32x4.pmin(y, f32x4.splat(1)));
  if (map == RELU) return v128.and(g, f32x4.gt(y, epsilon));
  if (map == EXP) return v128.and(f32x4.mul(g, y), f32x4.lt(y, f32x4.splat(LARGEST_FEATURE)));
  return g;
}

/** The features of rows that lie `row` elements apart; zeros for those whose byte of `visible` is 0. */
export function loadFeatures(
  map: i32, epsilon: f32, from: usize, row: i32, rows: i32, columns: i32, visible: usize, chunk: usize,
): void {
  // `map` is a constant at each call, so that only one branch is left after inlining.
  if (map == ELU) loadMapped(ELU, epsilon, from, row, rows, columns, chunk);
  else if (map == RELU) loadMapped(RELU, epsilon, from, row, rows, columns, chunk);
  else if (map == EXP) loadMapped(EXP, epsilon, from, row, rows, columns, chunk);
  else if (map == EXP_BELOW_MAX) loadMapped(EXP_BELOW_MAX, epsilon, from, row, rows, columns, chunk);
  else loadMapped(0, epsilon, from, row, rows, columns, chunk);
  if (!visible) return;
  for (let i = 0; i < rows; i++) {
    if (load<u8>(visible + <usize>i)) continue;
    const to = chunk + <usize>i * LEFT_ROW;
    for (let c = 0; c < columns; c += 4) v128.store(columnAt(to, c), f32x4.splat(0));
  }
}

// @ts-ignore: decorator
@inline
function loadMapped(map: i32, epsilon: f32, from: usize, row: i32, rows: i32, columns: i32, chunk: usize): void {
  let offset = f32x4.splat(epsilon);
  const whole = columns & ~3, rest = columns - whole;
  const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
  for (let i = 0; i < rows; i++) {
    const source = from + (<usize>i * <usize>row << 2);
    const to = chunk + <usize>i * LEFT_ROW;
    if (map == EXP_BELOW_MAX) offset = f32x4.splat(largest(source, columns));
    let c = 0;
    for (; c + 8 <= columns; c += 8) {
      const at = source + (<usize>c << 2);
      storePair(columnAt(to, c), lanes(map, v128.load(at), offset), lanes(map, v128.load(at, 16), offset));
    }
    if (c < whole) v128.store(columnAt(to, c), lanes(map, v128.load(source + (<usize>c << 2)), offset));
    const end = rest ? v128.and(lanes(map, loadPart(source + (<usize>whole << 2), rest), offset), inside) : offset;
    fillRow(to, whole, columns, end);
  }
}

function largest(row: usize, columns: i32): f32 {
  let top = f32x4.splat(-Infinity);
  const whole = columns & ~3;
  for (let c = 0; c < whole; c += 4) top = f32x4.pmax(top, v128.load(row + (<usize>c << 2)));
  let result = maxLanes(top);
  for (let c = whole; c < columns; c++) result = max(result, load<f32>(row + (<usize>c << 2)));
  return result;
}

/** Rows of gradients of features become those of what the features were made of; zeros for what nobody sees. */
export function storeGradients(
  map: i32, epsilon: f32, gradients: usize, features: usize, rows: i32, columns: i32, visible: usize, target: usize, row: i32,
): void {
  if (map == ELU) storeMapped(ELU, epsilon, gradients, features, rows, columns, target, row);
  else if (map == RELU) storeMapped(RELU, epsilon, gradients, features, rows, columns, target, row);
  else if (map == EXP) storeMapped(EXP, epsilon, gradients, features, rows, columns, target, row);
  else storeMapped(0, epsilon, gradients, features, rows, columns, target, row);
  if (!visible) return;
  for (let i = 0; i < rows; i++) {
    if (!load<u8>(visible + <usize>i)) memory.fill(target + (<usize>i * <usize>row << 2), 0, <usize>columns << 2);
  }
}

// @ts-ignore: decorator
@inline
function storeMapped(
  map: i32, epsilon: f32, gradients: usize, features: usize, rows: i32, columns: i32, target: usize, row: i32,
): void {
  const offset = f32x4.splat(epsilon);
  const whole = columns & ~3, rest = columns - whole;
  for (let i = 0; i < rows; i++) {
    const at = <usize>i * LEFT_ROW;
    const to = target + (<usize>i * <usize>row << 2);
    let c = 0;
    for (; c + 8 <= columns; c += 8) {
      const y = columnAt(features + at, c), g = columnAt(gradients + at, c);
      storePair(
        to + (<usize>c << 2), gradientLanes(map, v128.load(y), v128.load(g), offset),
        gradientLanes(map, v128.load(y, 16), v128.load(g, 16), offset),
      );
    }
    if (c < whole) {
      const y = v128.load(columnAt(features + at, c)), g = v128.load(columnAt(gradients + at, c));
      v128.store(to + (<usize>c << 2), gradientLanes(map, y, g, offset));
    }
    if (!rest) continue;
    const y = v128.load(columnAt(features + at, whole)), g = v128.load(columnAt(gradients + at, whole));
    storePart(to + (<usize>whole << 2), gradientLanes(map, y, g, offset), rest);
  }
}
