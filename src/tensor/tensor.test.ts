import { describe, expect, it } from 'vitest';
import {
  arange,
  backward,
  DTypeError,
  empty,
  eye,
  full,
  mul,
  ones,
  Rng,
  randomUniform,
  requireGrad,
  ShapeError,
  tensor,
  tidy,
  zeros,
} from './index.ts';
import { slice, transpose } from './ops/index.ts';

describe('tensor', () => {
  it('takes nested arrays and typed arrays, and guesses the element type', () => {
    tidy(() => {
      const x = tensor([
        [
          [1, 2],
          [3, 4],
        ],
      ]);
      expect([x.shape, x.dtype, [...x.read()]]).toEqual([[1, 2, 2], 'float32', [1, 2, 3, 4]]);
      expect([tensor(7).shape, ...tensor(7).read()]).toEqual([[], 7]);
      expect(tensor(Int32Array.of(1, 2)).dtype).toBe('int32');
      expect(tensor([true, false]).read()).toEqual(Uint8Array.of(1, 0));
      expect(tensor(Uint8Array.of(0, 5)).read()).toEqual(Uint8Array.of(0, 1));
      expect(tensor(Float64Array.of(0.1), { shape: [1, 1] }).read()).toEqual(Float32Array.of(0.1));
      expect(tensor([1, 2], { dtype: 'int32' }).dtype).toBe('int32');
    });
  });

  it('refuses irregular nesting and numbers that do not fill the shape', () => {
    tidy(() => {
      expect(() => tensor([[1, 2], [3]])).toThrow(ShapeError);
      expect(() => tensor([[1, 2], 3])).toThrow('nested arrays must be regular; expected [2, 2]');
      expect(() => tensor([1, [2]])).toThrow(ShapeError);
      expect(() => tensor([1, 2, 3], { shape: [2] })).toThrow('[2] holds 2 elements; got 3');
    });
  });
});

describe('zeros, ones, full, eye and arange', () => {
  it('make what they say, in each element type', () => {
    tidy(() => {
      expect([...zeros([2, 3]).read()]).toEqual([0, 0, 0, 0, 0, 0]);
      expect(ones([5], 'int32').read()).toEqual(Int32Array.of(1, 1, 1, 1, 1));
      expect(ones([3], 'bool').read()).toEqual(Uint8Array.of(1, 1, 1));
      expect([...full([2], -0.5).read()]).toEqual([-0.5, -0.5]);
      expect(full([2], -7, 'int32').read()).toEqual(Int32Array.of(-7, -7));
      expect([...eye(2).read()]).toEqual([1, 0, 0, 1]);
      expect(arange(3).read()).toEqual(Int32Array.of(0, 1, 2));
    });
  });
});

describe('reading', () => {
  it('gives copies in row-major order, of strided tensors too', async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const turned = slice(transpose(x), 0, 1);
    expect([...(await turned.data())]).toEqual([2, 5, 3, 6]);
    expect(await turned.toArray()).toEqual([
      [2, 5],
      [3, 6],
    ]);
    const copy = await x.data();
    copy[0] = 9;
    expect((await x.data())[0]).toBe(1);
    expect(await tensor([[7]]).item()).toBe(7);
    await expect(x.item()).rejects.toThrow('must have one element; got [2, 3]');
    expect(await tensor(3).toArray()).toBe(3);
  });

  it('names a tensor by type and shape', () => {
    tidy(() => {
      const x = empty([2, 3], 'int32');
      expect(String(x)).toBe('Tensor(int32 [2, 3])');
      x.dispose();
      expect(String(x)).toBe('Tensor(int32 [2, 3], disposed)');
    });
  });
});

describe('element types', () => {
  it('are three, and no other is taken', () => {
    for (const wrong of ['float64', { dtype: 'bool' }] as unknown as ['bool']) {
      expect(() => zeros([2, 3], wrong)).toThrow(DTypeError);
      expect(() => zeros([2, 3], wrong)).toThrow('dtype must be one of float32, int32, bool; got');
    }
  });

  it('are checked where floats are needed', () => {
    tidy(() => {
      expect(() => tensor(Int32Array.of(1)).add(1)).toThrow(DTypeError);
      expect(() => tensor(Int32Array.of(1)).add(1)).toThrow("Convert it with cast(x, 'float32')");
    });
  });
});

describe('memory', () => {
  it('that grows detaches no tensor', () => {
    tidy(() => {
      const x = randomUniform([1000], new Rng(1));
      const before = x.read();
      // 64 MiB: more than the engine starts with.
      zeros([1 << 24]);
      expect(x.read()).toEqual(before);
    });
  });

  it('names the operation that there is none for, forward and backward, and goes on', () => {
    tidy(() => {
      const n = 5000;
      const [row, column] = [requireGrad(randomUniform([1, n], new Rng(2))), ones([n, 1])];
      const before = row.read();
      // Never written to, so that the host need not have it.
      const held = Array.from({ length: 4 }, () => empty([250_000_000]));
      expect(() => mul(ones([1, 2 * n]), ones([2 * n, 1]))).toThrow(
        /^mul: float32 \[10000, 10000\] needs 400000000 bytes.*tidy/,
      );
      expect(() => backward(mul(row, column), ones([n, n]))).toThrow(
        /^mul backward: mul: float32 \[5000, 5000\] needs 100000000 bytes/,
      );
      for (const tensor of held) tensor.dispose();
      expect(row.read()).toEqual(before);
      backward(mul(row, column), ones([n, n]));
      expect(row.grad!.read()).toEqual(new Float32Array(n).fill(n));
    });
  });

  it('says what was asked for when a tensor is larger than memory can be', () => {
    tidy(() => {
      expect(() => zeros([2 ** 30])).toThrow(
        /^tensor: float32 \[1073741824\] needs 4294967296 bytes, more than the 4 GiB/,
      );
    });
  });
});
