import { describe, expect, it } from 'vitest';
import {
  attention,
  byHead,
  custom,
  gaussian,
  MultiHeadAttention,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import { conv1d, conv2d } from '../../src/nn/index.ts';
import {
  add,
  backward,
  concat,
  copyInto,
  eye,
  matmul,
  pad,
  permute,
  Rng,
  randomNormal,
  requireGrad,
  reshape,
  slice,
  squeeze,
  type Tensor,
  tensor,
  tidy,
  transpose,
} from '../../src/tensor/index.ts';
import { expectClose } from '../support/close.ts';

// A convolution is attention whose heads look at fixed offsets, one head an offset (Cordonnier, Loukas and Jaggi, 2020, "On
// the relationship between self-attention and convolutional layers").

const rng = new Rng(1);

/** Offsets that a window of so many positions looks at, and W[:, :, k] of each, [Out, In]. */
const offsetsOf = (kernelSize: number): number[] =>
  Array.from({ length: kernelSize }, (_, k) => k - (kernelSize - 1) / 2);
const tap = (weight: Tensor, k: number): Tensor => squeeze(slice(weight, 2, k, k + 1), 2);

/**
 * Multi-head attention that is a convolution with odd kernels and zeros beyond the ends. A head of offset d sees key i + d and
 * nothing else, so that its weight is 1; beyond the ends it sees nothing and gives zeros. Values are the inputs as they are, and
 * the output projection holds the kernel. D is as large as all heads side by side; inputs stand in front, then zeros.
 */
function asAttention(weight: Tensor, bias: Tensor): MultiHeadAttention {
  const [outputs, inputs, kernelSize] = weight.shape;
  const embedDim = kernelSize * inputs;
  const layer = new MultiHeadAttention({
    ...{ embedDim, numHeads: kernelSize, rng },
    mechanism: attention({
      score: scaledDot(),
      normalizer: softmax(),
      pattern: byHead(offsetsOf(kernelSize).map((offset) => custom((i, j) => j === i + offset))),
    }),
  });
  const front = (x: Tensor): Tensor =>
    pad(x, [
      [0, 0],
      [0, embedDim - x.shape[1]],
    ]);
  const eachHead = Array.from({ length: kernelSize }, () => front(eye(inputs)));
  copyInto(slice(layer.inProjWeight!, 0, 2 * embedDim, 3 * embedDim), concat(eachHead, 0));
  const slices = Array.from({ length: kernelSize }, (_, k) => tap(weight, k));
  copyInto(slice(layer.outProj.weight, 0, 0, outputs), concat(slices, 1));
  copyInto(slice(layer.outProj.bias!, 0, 0, outputs), bias);
  return layer;
}

describe('a convolution is multi-head attention to fixed offsets', () => {
  it.each([1, 3, 5, 7])('kernel size %i, edges included, forward and backward', (kernelSize) => {
    tidy(() => {
      const [inputs, outputs] = [11, 7];
      const weight = randomNormal([outputs, inputs, kernelSize], rng);
      const bias = randomNormal([outputs], rng);
      using layer = asAttention(weight, bias);
      // Shorter than the largest window's reach to both sides, and longer.
      for (const length of [2, 13]) {
        const values = randomNormal([3, length, inputs], rng);
        const [x, y] = [values, values].map((leaf) => requireGrad(leaf.view()));
        const wide = pad(x, [
          [0, 0],
          [0, 0],
          [0, layer.embedDim - inputs],
        ]);
        const output = slice(layer.forward(wide, wide, wide).output, 2, 0, outputs);
        const convolved = conv1d(y, weight, bias, { padding: 'same' });
        expectClose(output, convolved.read());
        const gradient = randomNormal(convolved.shape, rng);
        backward(output, gradient);
        backward(convolved, gradient);
        expectClose(x.grad!, y.grad!.read());
      }
    });
  });
});

/** Σ over heads of what each gathers, by its slice of the kernel: [B, L, In] heads -> [B, L, Out]. */
const combine = (heads: readonly Tensor[], slices: readonly Tensor[]): Tensor =>
  heads
    .map((gathered, h) => matmul(gathered, transpose(slices[h])))
    .reduce((total, part) => add(total, part));

describe('a convolution is the limit of attention by position', () => {
  it('as a Gaussian kernel around each offset narrows, in one dimension', () => {
    tidy(() => {
      const [length, inputs, outputs, kernelSize] = [11, 3, 5, 5];
      const weight = randomNormal([outputs, inputs, kernelSize], rng);
      const x = randomNormal([1, length, inputs], rng);
      const expected = conv1d(x, weight, null, { padding: 'same' }).read();
      // Keys stand beyond the ends, too, with zeros as values.
      const reach = (kernelSize - 1) / 2;
      const padded = pad(x, [
        [0, 0],
        [reach, reach],
        [0, 0],
      ]);
      const places = (from: number, n: number): Tensor =>
        tensor(
          Float32Array.from({ length: n }, (_, i) => from + i),
          { shape: [1, n, 1] },
        );
      const error = (width: number): number => {
        const attend = attention({ score: gaussian({ width }), normalizer: softmax() });
        const heads = offsetsOf(kernelSize).map(
          (offset) => attend(places(offset, length), places(-reach, length + 2 * reach), padded).output,
        );
        const slices = heads.map((_, k) => tap(weight, k));
        const output = combine(heads, slices).read();
        return Math.max(...output.map((value, i) => Math.abs(value - expected[i])));
      };
      const errors = [1, 0.5, 0.3, 0.1].map(error);
      for (let i = 1; i < errors.length; i++) expect(errors[i]).toBeLessThan(errors[i - 1]);
      expect(errors[0]).toBeGreaterThan(0.1);
      expect(errors[3]).toBeLessThan(2e-6 * Math.max(...expected.map(Math.abs)));
    });
  });

  it('as it does in two dimensions, a head for each place of the kernel', () => {
    tidy(() => {
      const [height, width, inputs, outputs] = [5, 7, 2, 3];
      const weight = randomNormal([outputs, inputs, 3, 3], rng);
      const image = randomNormal([1, height, width, inputs], rng);
      const expected = conv2d(image, weight, null, { padding: 'same' });
      const padded = pad(image, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      const grid = (top: number, left: number, rows: number, columns: number): Tensor =>
        tensor(
          Float32Array.from({ length: rows * columns * 2 }, (_, i) =>
            i % 2 === 0 ? top + Math.floor(i / 2 / columns) : left + (Math.floor(i / 2) % columns),
          ),
          { shape: [1, rows * columns, 2] },
        );
      const keys = grid(-1, -1, height + 2, width + 2);
      const values = reshape(padded, [1, (height + 2) * (width + 2), inputs]);
      const attend = attention({ score: gaussian({ width: 0.1 }), normalizer: softmax() });
      const taps = offsetsOf(3).flatMap((down) => offsetsOf(3).map((across) => [down, across] as const));
      const heads = taps.map(
        ([down, across]) => attend(grid(down, across, height, width), keys, values).output,
      );
      const kernel = permute(reshape(weight, [outputs, inputs, 9]), [2, 0, 1]);
      const slices = taps.map((_, k) => squeeze(slice(kernel, 0, k, k + 1), 0));
      expectClose(combine(heads, slices), expected.read());
    });
  });
});
