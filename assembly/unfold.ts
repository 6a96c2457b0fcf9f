// The windows that a convolution over time looks at, so that it becomes one matrix product. x [B, L, C], channels last;
// windows [B, L', K, C]: row t of them starts at position t * stride - padding, its taps `dilation` positions apart.

/** Copies each tap's channels; positions before the first and past the last are zeros. */
export function unfold(
  batch: i32, length: i32, channels: i32, steps: i32, taps: i32, stride: i32, padding: i32, dilation: i32, x: usize, out: usize,
): void {
  const bytes = <usize>channels << 2;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      for (let k = 0; k < taps; k++) {
        const at = t * stride - padding + k * dilation;
        if (at >= 0 && at < length) memory.copy(out, x + <usize>at * bytes, bytes);
        else memory.fill(out, 0, bytes);
        out += bytes;
      }
    }
    x += <usize>length * bytes;
  }
}

/** The reverse: adds each tap to the position that it was copied from. `x` comes in as zeros. */
export function fold(
  batch: i32, length: i32, channels: i32, steps: i32, taps: i32, stride: i32, padding: i32, dilation: i32, windows: usize, x: usize,
): void {
  const bytes = <usize>channels << 2;
  const whole = <usize>(channels & ~3) << 2;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < steps; t++) {
      for (let k = 0; k < taps; k++) {
        const at = t * stride - padding + k * dilation;
        if (at >= 0 && at < length) {
          const to = x + <usize>at * bytes;
          for (let c: usize = 0; c < whole; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(windows + c)));
          for (let c = whole; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(windows + c));
        }
        windows += bytes;
      }
    }
    x += <usize>length * bytes;
  }
}
