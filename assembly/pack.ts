// Operands are copied into panels so that the inner loop of a product reads straight on: [panel][depth][width], the last
// panel filled up with zeros. Strides are in elements; `panelBytes` is the distance from one panel to the next.
import { MR, NR } from './generated/tile';
import { transpose4x4 } from './simd';
import { heightOf } from './tiles';

/** Panels of MR lanes: rows of a product's left operand. */
export function packRows(
  source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, panelBytes: usize,
): void {
  packPanels(MR, source, laneStride, depthStride, lanes, depth, target, panelBytes);
}

/** Panels of NR lanes: columns of a right operand. */
export function packColumns(
  source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, panelBytes: usize,
): void {
  packPanels(NR, source, laneStride, depthStride, lanes, depth, target, panelBytes);
}

/**
 * Rows of attention's left operands, in panels as `heightOf` cuts them. Each row has room for `room` depths in the target, and
 * those from `first` are packed.
 */
export function packLeft(
  source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, first: i32, room: i32,
): void {
  const lanes4 = (lanes + 3) & ~3;
  for (let i = 0, height = 0; i < lanes; i += height) {
    height = heightOf(lanes4 - i);
    const from = source + (<usize>(i * laneStride) << 2);
    const to = target + (<usize>(i * room + first * height) << 2);
    if (height == MR) packPanels(MR, from, laneStride, depthStride, min(MR, lanes - i), depth, to, 0);
    else packPanels(4, from, laneStride, depthStride, min(4, lanes - i), depth, to, 0);
  }
}

// @ts-ignore: decorator
@inline
function packPanels(
  width: i32, source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, panelBytes: usize,
): void {
  const lane = <usize>laneStride << 2;
  const step = <usize>depthStride << 2;
  for (let i = 0; i < lanes; i += width) {
    const count = min(width, lanes - i);
    const from = source + <usize>i * lane;
    if (count == width && lane == 4) copyLanes(width, from, step, depth, target);
    else packPanel(width, from, lane, step, count, depth, target);
    target += panelBytes;
  }
}

/** Lanes that lie side by side in the source, too. */
// @ts-ignore: decorator
@inline
function copyLanes(width: i32, source: usize, step: usize, depth: i32, target: usize): void {
  const whole = width & ~3;
  for (let k = 0; k < depth; k++) {
    for (let i = 0; i < whole; i += 4) v128.store(target + (<usize>i << 2), v128.load(source + (<usize>i << 2)));
    if (width != whole) store<i64>(target + (<usize>whole << 2), load<i64>(source + (<usize>whole << 2)));
    source += step;
    target += <usize>width << 2;
  }
}

function packPanel(width: i32, source: usize, lane: usize, step: usize, lanes: i32, depth: i32, target: usize): void {
  const row = <usize>width << 2;
  for (let i = 0; i < width; i += 4) {
    const from = source + <usize>i * lane;
    const to = target + (<usize>i << 2);
    if (lanes - i >= 4) packFour(from, lane, step, depth, to, row);
    else if (MR % 4 == 2 && lanes - i == 2 && width - i == 2) packTwo(from, lane, step, depth, to, row);
    else packFew(from, lane, step, max(0, lanes - i), min(4, width - i), depth, to, row);
  }
}

/** Four lanes, `row` bytes from one depth to the next. */
function packFour(source: usize, lane: usize, step: usize, depth: i32, target: usize, row: usize): void {
  let k = 0;
  if (lane == 4) {
    for (; k < depth; k++) {
      v128.store(target, v128.load(source));
      source += step;
      target += row;
    }
    return;
  }
  if (step == 4) {
    for (; k + 4 <= depth; k += 4) {
      transpose4x4(source, lane, target, row);
      source += 16;
      target += 4 * row;
    }
  }
  for (; k < depth; k++) {
    for (let i = 0; i < 4; i++) store<f32>(target + (<usize>i << 2), load<f32>(source + <usize>i * lane));
    source += step;
    target += row;
  }
}

/** The last two lanes of a panel of six. */
function packTwo(source: usize, lane: usize, step: usize, depth: i32, target: usize, row: usize): void {
  let k = 0;
  if (step == 4) {
    for (; k + 4 <= depth; k += 4) {
      const a = v128.load(source), b = v128.load(source + lane);
      const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5), high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      v128.store_lane<i64>(target, low, 0);
      v128.store_lane<i64>(target + row, low, 1);
      v128.store_lane<i64>(target + 2 * row, high, 0);
      v128.store_lane<i64>(target + 3 * row, high, 1);
      source += 16;
      target += 4 * row;
    }
  }
  for (; k < depth; k++) {
    store<f32>(target, load<f32>(source));
    store<f32>(target, load<f32>(source + lane), 4);
    source += step;
    target += row;
  }
}

/** Fewer than four lanes, and zeros up to `room`. */
function packFew(
  source: usize, lane: usize, step: usize, lanes: i32, room: i32, depth: i32, target: usize, row: usize,
): void {
  for (let i = 0; i < room; i++) {
    let from = source + <usize>i * lane;
    let to = target + (<usize>i << 2);
    for (let k = 0; k < depth; k++) {
      store<f32>(to, i < lanes ? load<f32>(from) : 0);
      from += step;
      to += row;
    }
  }
}
