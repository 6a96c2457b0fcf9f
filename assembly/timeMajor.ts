// Sequences between [B, L, size], as callers have them, and [L, B, size], where each time step is one block.

/**
 * target[t, b] = source[b, t], or source[b, n - 1 - t] when `reverse`, where n is the sequence's length (int32 at
 * `lengths`; `steps` for all when 0); zeros past the length. Strides are in elements; rows of `size` elements are dense.
 * With source and target swapped, the same call leads back.
 */
export function moveSteps(
  rows: i32, steps: i32, size: i32, lengths: usize, reverse: bool,
  source: usize, sourceRow: i32, sourceStep: i32, target: usize, targetRow: i32, targetStep: i32,
): void {
  const bytes = <usize>size << 2;
  for (let t = 0; t < steps; t++) {
    for (let b = 0; b < rows; b++) {
      const n = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
      const to = target + (<usize>(b * targetRow + t * targetStep) << 2);
      if (t < n) {
        const from = reverse ? n - 1 - t : t;
        memory.copy(to, source + (<usize>(b * sourceRow + from * sourceStep) << 2), bytes);
      } else {
        memory.fill(to, 0, bytes);
      }
    }
  }
}
