import type { Tensor } from '../../src/tensor/index.ts';

/** Of one axis. */
export interface NaiveAxis {
  stride: number;
  padding: number;
  dilation: number;
}

/** The definition, in float64: x [B, H, W, In], weight [Out, In, Kh, Kw] -> [B, H', W', Out], flat. */
export function naiveConvolution(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  [down, across]: readonly [NaiveAxis, NaiveAxis],
): number[] {
  const [batch, height, width, inputs] = x.shape;
  const [outputs, , tapsY, tapsX] = weight.shape;
  const [xs, ws, bs] = [x.read(), weight.read(), bias?.read()];
  const stepsOf = (n: number, taps: number, { stride, padding, dilation }: NaiveAxis): number =>
    Math.floor((n + 2 * padding - dilation * (taps - 1) - 1) / stride) + 1;
  const pixel = (b: number, i: number, j: number, c: number): number =>
    i < 0 || i >= height || j < 0 || j >= width ? 0 : xs[((b * height + i) * width + j) * inputs + c];
  const out: number[] = [];
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < stepsOf(height, tapsY, down); i++)
      for (let j = 0; j < stepsOf(width, tapsX, across); j++)
        for (let o = 0; o < outputs; o++) {
          let total = bs?.[o] ?? 0;
          for (let k = 0; k < tapsY; k++)
            for (let l = 0; l < tapsX; l++)
              for (let c = 0; c < inputs; c++) {
                const y = i * down.stride - down.padding + k * down.dilation;
                const z = j * across.stride - across.padding + l * across.dilation;
                total += pixel(b, y, z, c) * ws[((o * inputs + c) * tapsY + k) * tapsX + l];
              }
          out.push(total);
        }
  return out;
}
