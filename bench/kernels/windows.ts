import { conv2d } from '../../src/nn/index.ts';
import { kernels } from '../../src/runtime/index.ts';
import { copyInto, empty, type Tensor, tensor, tidy, zeros } from '../../src/tensor/index.ts';
import { input, type KernelCase } from './case.ts';

// What looks at the windows of an image: convolution 3 x 3 with zeros around, a piece that stays in the caches, and pooling 2 x 2.

const [B, H, W, C, K] = [1, 28, 28, 32, 3];
const PATCH = K * K * C;
const PIXELS = B * H * W;

/** Calls back for each position of each window that lies in the image: the window, the place in it, the pixel seen. */
function eachTap(visit: (window: number, tap: number, pixel: number) => void): void {
  for (let b = 0; b < B; b++)
    for (let i = 0; i < H; i++)
      for (let j = 0; j < W; j++)
        for (let k = 0; k < K; k++)
          for (let l = 0; l < K; l++) {
            const [y, x] = [i + k - 1, j + l - 1];
            if (y < 0 || y >= H || x < 0 || x >= W) continue;
            visit((b * H + i) * W + j, k * K + l, (b * H + y) * W + x);
          }
}

/** As assembly/windows.ts lays it out. */
const WINDOWS = [B, H, W, C, H, W, K, K, 1, 1, 1, 1, 1, 1];
const POOLS = [B, H, W, C, H / 2, W / 2, 2, 2, 2, 2, 0, 0, 1, 1];
const layoutOf = (numbers: readonly number[]): Tensor => tensor(Int32Array.from(numbers));

function unfold(): KernelCase {
  const [x, xs] = input([B, H, W, C]);
  const layout = layoutOf(WINDOWS);
  const out = empty([PIXELS, PATCH]);
  const result = new Float32Array(PIXELS * PATCH);
  return {
    name: `unfold ${K} x ${K}, ${B} x ${H} x ${W} x ${C}`,
    elements: result.length,
    kernel: () => kernels().unfold(layout.pointer, 0, B * H, x.pointer, out.pointer),
    naive: () => {
      result.fill(0);
      eachTap((window, tap, pixel) => {
        for (let c = 0; c < C; c++) result[window * PATCH + tap * C + c] = xs[pixel * C + c];
      });
    },
    results: [[out, result]],
  };
}

function fold(): KernelCase {
  const [windows, values] = input([PIXELS, PATCH]);
  const layout = layoutOf(WINDOWS);
  const out = zeros([B, H, W, C]);
  const result = new Float32Array(PIXELS * C);
  return {
    name: `fold ${K} x ${K}, ${B} x ${H} x ${W} x ${C}`,
    elements: values.length,
    kernel: () => kernels().fold(layout.pointer, 0, B * H, windows.pointer, out.pointer),
    naive: () =>
      eachTap((window, tap, pixel) => {
        for (let c = 0; c < C; c++) result[pixel * C + c] += values[window * PATCH + tap * C + c];
      }),
    results: [[out, result]],
  };
}

function convolution(): KernelCase {
  const [x, xs] = input([B, H, W, C]);
  const [weight, ws] = input([C, C, K, K]);
  const out = empty([B, H, W, C]);
  const result = new Float32Array(PIXELS * C);
  return {
    name: `conv2d ${K} x ${K}, ${B} x ${H} x ${W} x ${C} to ${C}`,
    elements: PIXELS * PATCH * C,
    kernel: () => tidy(() => copyInto(out, conv2d(x, weight, null, { padding: 'same' }))),
    naive: () => {
      result.fill(0);
      eachTap((window, tap, pixel) => {
        for (let o = 0; o < C; o++) {
          let total = 0;
          for (let c = 0; c < C; c++) total += xs[pixel * C + c] * ws[(o * C + c) * K * K + tap];
          result[window * C + o] += total;
        }
      });
    },
    results: [[out, result]],
  };
}

/** Calls back for each element of what is pooled: it, and the four that it is made of. */
function eachPool(visit: (at: number, seen: readonly [number, number, number, number]) => void): void {
  let at = 0;
  for (let b = 0; b < B; b++)
    for (let i = 0; i < H; i += 2)
      for (let j = 0; j < W; j += 2)
        for (let c = 0; c < C; c++) {
          const first = ((b * H + i) * W + j) * C + c;
          visit(at++, [first, first + C, first + W * C, first + (W + 1) * C]);
        }
}

function pool(name: 'maxPool' | 'meanPool'): KernelCase {
  const [x, xs] = input([B, H, W, C]);
  const layout = layoutOf(POOLS);
  const out = empty([PIXELS / 4, C]);
  const places = empty(out.shape, 'int32');
  const result = new Float32Array(out.size);
  return {
    name: `${name} 2 x 2, ${B} x ${H} x ${W} x ${C}`,
    elements: x.size,
    kernel:
      name === 'maxPool'
        ? () => kernels().maxPool(layout.pointer, x.pointer, out.pointer, places.pointer)
        : () => kernels().meanPool(layout.pointer, x.pointer, out.pointer),
    naive:
      name === 'maxPool'
        ? () =>
            eachPool((at, [a, b, c, d]) => {
              result[at] = Math.max(xs[a], xs[b], xs[c], xs[d]);
            })
        : () =>
            eachPool((at, [a, b, c, d]) => {
              result[at] = (xs[a] + xs[b] + xs[c] + xs[d]) / 4;
            }),
    results: [[out, result]],
  };
}

export const windowKernels = (): KernelCase[] => [
  unfold(),
  fold(),
  convolution(),
  pool('maxPool'),
  pool('meanPool'),
];
