import { concat, pad, reshape, slice, type Tensor, tidy } from '../../tensor/index.ts';

/**
 * The windows of `size` positions that begin at every `stride`-th, with zeros behind the end: [B, H, S, n] ->
 * [B, H, ceil(S / stride), size n]. A view where windows do not overlap and the stride divides S; `size` is at least `stride`.
 */
export function stridedWindows(x: Tensor, stride: number, size: number): Tensor {
  return tidy(() => {
    const [B, H, S, n] = x.shape;
    const { count, rows, parts } = windowCounts(S, stride, size);
    const whole =
      rows * stride === S
        ? x
        : pad(x, [
            [0, 0],
            [0, 0],
            [0, rows * stride - S],
            [0, 0],
          ]);
    const lines = reshape(whole, [B, H, rows, stride * n]);
    // Of a window, each `stride` positions are the line of another window.
    const pieces = Array.from({ length: parts }, (_, i) => {
      const width = Math.min(stride, size - i * stride);
      return slice(slice(lines, 2, i, i + count), 3, 0, width * n);
    });
    return parts === 1 ? pieces[0] : concat(pieces, 3);
  });
}

/** How many windows there are, of how many lines of `stride` positions each, and how many lines there must be. */
export function windowCounts(S: number, stride: number, size: number) {
  const [count, parts] = [Math.ceil(S / stride), Math.ceil(size / stride)];
  return { count, parts, rows: count + parts - 1 };
}
