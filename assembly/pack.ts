// Operands are copied into panels so that the inner loop of a product reads straight on. Strides are in elements.
import { transpose4x4 } from './simd';

/** Rows in a panel of the left operand. */
export const MR: i32 = 4;
/** Columns in a panel of the right operand. */
export const NR: i32 = 8;

/**
 * `lanes` x `depth` elements become panels of four lanes, [panel][depth][4], the last filled up with zeros.
 * `panelBytes` is the distance from one panel to the next.
 */
export function packPanels4(
  source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, panelBytes: usize,
): void {
  const lane = <usize>laneStride << 2;
  const step = <usize>depthStride << 2;
  for (let i = 0; i < lanes; i += 4) {
    packPanel(source + <usize>i * lane, lane, step, min(4, lanes - i), depth, target, 16);
    target += panelBytes;
  }
}

/** The same with panels of eight lanes, [panel][depth][8]. */
export function packPanels8(
  source: usize, laneStride: i32, depthStride: i32, lanes: i32, depth: i32, target: usize, panelBytes: usize,
): void {
  const lane = <usize>laneStride << 2;
  const step = <usize>depthStride << 2;
  for (let i = 0; i < lanes; i += 8) {
    const from = source + <usize>i * lane;
    packPanel(from, lane, step, min(4, lanes - i), depth, target, 32);
    packPanel(from + 4 * lane, lane, step, max(0, min(4, lanes - i - 4)), depth, target + 16, 32);
    target += panelBytes;
  }
}

/** Four lanes side by side, `row` bytes from one depth to the next. */
// @ts-ignore: decorator
@inline
function packPanel(source: usize, lane: usize, step: usize, lanes: i32, depth: i32, target: usize, row: usize): void {
  let k = 0;
  if (lanes == 4) {
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
  }
  for (; k < depth; k++) {
    v128.store(target, f32x4.splat(0));
    for (let i = 0; i < lanes; i++) store<f32>(target + (<usize>i << 2), load<f32>(source + <usize>i * lane));
    source += step;
    target += row;
  }
}
