import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/torchConvolution.json' with { type: 'json' };
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import {
  backward,
  countTensors,
  Rng,
  randomNormal,
  requireGrad,
  sum,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from '../../tensor/index.ts';
import { maxPool1d, maxPool2d, meanPool1d, meanPool2d, type PoolOptions } from './pool.ts';
import type { Pair } from './windows.ts';

interface Values {
  shape: number[];
  data: number[];
}
interface Case {
  name: string;
  options: PoolOptions<Pair>;
  x: Values;
  output: Values;
  outputGradient: Values;
  gradients: { x: Values };
}

// What PyTorch computes; test/fixtures/torchConvolution.py writes it.
const cases = fixture.pools as unknown as Case[];
const functions = { maxPool1d, maxPool2d, meanPool1d, meanPool2d } as Record<string, typeof maxPool2d>;
const rng = new Rng(2);
const read = ({ shape, data }: Values): Tensor => tensor(data, { shape });

describe('against PyTorch', () => {
  it.each(cases)('$name $options', (fixture) => {
    tidy(() => {
      const x = requireGrad(read(fixture.x));
      const y = functions[fixture.name](x, fixture.options);
      expect(y.shape).toEqual(fixture.output.shape);
      expectClose(y, fixture.output.data);
      backward(y, read(fixture.outputGradient));
      expectClose(x.grad!, fixture.gradients.x.data);
    });
  });
});

/** Of each window, the values that lie in the image. */
function naiveWindows(
  x: Tensor,
  [tapsY, tapsX]: readonly number[],
  [strideY, strideX]: readonly number[],
  [top, left]: readonly number[],
): number[][] {
  const [batch, height, width, channels] = x.shape;
  const xs = x.read();
  const windows: number[][] = [];
  for (let b = 0; b < batch; b++)
    for (let i = -top; i + tapsY <= height + top; i += strideY)
      for (let j = -left; j + tapsX <= width + left; j += strideX)
        for (let c = 0; c < channels; c++) {
          const seen: number[] = [];
          for (let y = Math.max(0, i); y < Math.min(height, i + tapsY); y++)
            for (let z = Math.max(0, j); z < Math.min(width, j + tapsX); z++)
              seen.push(xs[((b * height + y) * width + z) * channels + c]);
          windows.push(seen);
        }
  return windows;
}

describe('pooling', () => {
  it('equals the definition, whatever the extents', () => {
    const extent = fc.integer({ min: 1, max: 9 });
    const few = fc.integer({ min: 1, max: 3 });
    const axis = fc.tuple(fc.integer({ min: 1, max: 4 }), few, fc.nat(2));
    fc.assert(
      fc.property(fc.tuple(few, extent, extent, extent), axis, axis, (shape, down, across) => {
        const [kernelSize, stride, padding] = [0, 1, 2].map((i) => [down[i], across[i]] as const);
        fc.pre([0, 1].every((i) => 2 * padding[i] <= kernelSize[i]));
        fc.pre([0, 1].every((i) => shape[i + 1] + 2 * padding[i] >= kernelSize[i]));
        tidy(() => {
          const x = randomNormal(shape, rng);
          const windows = naiveWindows(x, kernelSize, stride, padding);
          const options = { kernelSize, stride, padding };
          expectClose(
            maxPool2d(x, options),
            windows.map((seen) => Math.max(...seen)),
          );
          const means = windows.map((seen) => seen.reduce((total, value) => total + value) / seen.length);
          expectClose(meanPool2d(x, options), means, 2e-6, 1);
        });
      }),
    );
  });

  it('has gradients', () => {
    tidy(() => {
      // Far enough from one another that a step does not change which is the largest.
      const apart = (shape: readonly number[]): Tensor => {
        const size = shape.reduce((product, n) => product * n);
        return tensor(
          Float32Array.from({ length: size }, (_, i) => ((i * 37) % size) / 8),
          { shape },
        );
      };
      const options = { kernelSize: 3, stride: 2, padding: 1 };
      for (const pool of [maxPool2d, meanPool2d])
        checkGradients((x) => pool(x, options), [apart([2, 5, 7, 5])]);
      for (const pool of [maxPool1d, meanPool1d])
        checkGradients((x) => pool(x, options), [apart([2, 11, 5])]);
    });
  });

  it('takes the first of equals, and lets a NaN win', () => {
    tidy(() => {
      for (const channels of [1, 4]) {
        const spread = (values: number[]) =>
          tensor(
            values.flatMap((value) => new Array<number>(channels).fill(value)),
            { shape: [1, values.length, channels] },
          );
        const x = requireGrad(spread([2, 2, 1, 5, Number.NaN, 7]));
        const y = maxPool1d(x, { kernelSize: 3 });
        expect([...y.read()]).toEqual([...spread([2, Number.NaN]).read()]);
        backward(sum(y));
        expect([...x.grad!.read()]).toEqual([...spread([1, 0, 0, 0, 1, 0]).read()]);
      }
    });
  });

  it('takes views and no images at all, and leaves no tensors behind', () => {
    const before = countTensors();
    tidy(() => {
      for (const pool of [maxPool2d, meanPool2d]) {
        const [dense, ...views] = layouts(randomNormal([2, 5, 7, 3], rng));
        const expected = pool(dense, { kernelSize: 2 }).read();
        for (const view of views) expect(pool(view, { kernelSize: 2 }).read()).toEqual(expected);
        const none = requireGrad(zeros([0, 5, 7, 2]));
        backward(sum(pool(none, { kernelSize: 2 })));
        expect(none.grad!.shape).toEqual([0, 5, 7, 2]);
      }
    });
    expect(countTensors()).toBe(before);
  });

  it('says what does not fit', () => {
    tidy(() => {
      const x = randomNormal([2, 5, 7, 3], rng);
      expect(() => maxPool2d(x, { kernelSize: 6 })).toThrow('a window spans 6 x 6 positions');
      expect(() => maxPool2d(x, { kernelSize: 2, padding: 2 })).toThrow(
        'maxPool2d: padding must be a number, at most half of kernelSize 2; got 2',
      );
      expect(() => meanPool2d(x, { kernelSize: 2.5 })).toThrow('meanPool2d: kernelSize');
      expect(() => meanPool1d(x, { kernelSize: 2 })).toThrow('needs x [B, L, C], channels last');
    });
  });
});
