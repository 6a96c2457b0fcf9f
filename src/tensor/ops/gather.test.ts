import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import {
  add,
  cast,
  concat,
  DTypeError,
  linear,
  Rng,
  randomNormal,
  ShapeError,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  ValueError,
} from '../index.ts';
import { gather, scatterAdd } from './gather.ts';
import { oneHot } from './oneHot.ts';
import { addAlongAxis, takeAlongAxis } from './takeAlongAxis.ts';

const int32 = 'int32';

describe('gather', () => {
  const ids = [
    [4, 0, 4],
    [1, 6, 4],
  ];

  it('gives the rows of a table, of any layout, for ids of any shape', () => {
    tidy(() => {
      for (const D of [1, 2, 3, 5, 8]) {
        const table = randomNormal([7, D], new Rng(1));
        const rows = table.read();
        const expected = ids.flat().flatMap((id) => [...rows.subarray(id * D, (id + 1) * D)]);
        for (const layout of layouts(table)) {
          const out = gather(layout, tensor(ids, { dtype: int32 }));
          expect(out.shape).toEqual([2, 3, D]);
          expect([...out.read()]).toEqual(expected);
        }
      }
      const strided = transpose(tensor(ids, { dtype: int32 }));
      expect([
        ...gather(tensor(Int32Array.of(0, 10, 20, 30, 40, 50, 60), { shape: [7, 1] }), strided).read(),
      ]).toEqual([40, 10, 0, 60, 40, 40]);
    });
  });

  it('adds up the gradients of repeated ids', () => {
    tidy(() => {
      checkGradients((t) => gather(t, tensor(ids, { dtype: int32 })), [randomNormal([7, 5], new Rng(1))]);
      checkGradients(
        (t) => transpose(gather(t, tensor(ids, { dtype: int32 })), 0, 2),
        [randomNormal([7, 5], new Rng(1))],
      );
    });
  });

  it('adds its gradient to those of other uses of the table, whichever comes first', () => {
    tidy(() => {
      const rng = new Rng(2);
      const [some, others] = [tensor(ids, { dtype: int32 }), tensor([6, 6, 2], { dtype: int32 })];
      const rows = (t: Tensor) => square(gather(t, some));
      const product = (t: Tensor) => linear(rows(t), t);
      checkGradients((t) => product(t), [randomNormal([7, 5], rng)]);
      checkGradients((t) => add(sum(product(t)), sum(rows(t))), [randomNormal([7, 5], rng)]);
      checkGradients(
        (t) => concat([gather(t, others), square(t), gather(t, others)], 0),
        [randomNormal([7, 5], rng)],
      );
    });
  });

  it('names the first id outside the table', () => {
    tidy(() => {
      const table = randomNormal([7, 5], new Rng(1));
      expect(() => gather(table, tensor(Int32Array.of(0, 7, 8)))).toThrow(ValueError);
      expect(() => gather(table, tensor(Int32Array.of(0, 7, 8)))).toThrow('from 0 to 6; got 7 at place 1');
      expect(() => gather(table, tensor(Int32Array.of(-1)))).toThrow('got -1');
      expect(() => gather(table, tensor([1]))).toThrow(DTypeError);
      expect(() => gather(tensor([1, 2]), tensor(Int32Array.of(0)))).toThrow(ShapeError);
    });
  });
});

describe('scatterAdd', () => {
  it('adds rows at their ids, and has gather as its gradient', () => {
    tidy(() => {
      const ids = tensor(Int32Array.of(2, 0, 2));
      const rows = tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      for (const layout of layouts(rows)) {
        expect([...scatterAdd([4, 2], ids, layout).read()]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
      }
      checkGradients((rows) => scatterAdd([4, 2], tensor(Int32Array.of(2, 0, 2)), rows), [rows]);
      expect(() => scatterAdd([2, 2], ids, rows)).toThrow(ValueError);
      expect(() => scatterAdd([4, 3], ids, rows)).toThrow('got [4, 3], [3] and [3, 2]');
    });
  });
});

describe('takeAlongAxis', () => {
  it('takes elements by index along any axis', () => {
    tidy(() => {
      const rng = new Rng(1);
      const x = randomNormal([2, 3, 5], rng);
      const values = x.read();
      for (let axis = 0; axis < 3; axis++) {
        const shape = [2, 3, 5].with(axis, 7);
        const size = shape[0] * shape[1] * shape[2];
        const ids = Int32Array.from({ length: size }, () => rng.integer(x.shape[axis]));
        const expected = Array.from(ids, (id, i) => {
          const place = [
            Math.floor(i / shape[2] / shape[1]),
            Math.floor(i / shape[2]) % shape[1],
            i % shape[2],
          ];
          const [a, b, c] = place.with(axis, id);
          return values[(a * 3 + b) * 5 + c];
        });
        for (const layout of layouts(x)) {
          expect([...takeAlongAxis(layout, tensor(ids, { shape }), axis).read()]).toEqual(expected);
        }
        checkGradients((x) => takeAlongAxis(x, tensor(ids, { shape }), axis), [x]);
      }
    });
  });

  it('has the adding-up as its reverse', () => {
    tidy(() => {
      const ids = tensor([[1, 1, 0]], { dtype: int32 });
      expect([...addAlongAxis([1, 2], ids, tensor([[1, 2, 4]]), 1).read()]).toEqual([4, 3]);
    });
  });

  it('says what does not fit', () => {
    tidy(() => {
      const x = randomNormal([2, 3], new Rng(1));
      const ids = tensor([[0, 1, 2]], { dtype: int32 });
      expect(() => takeAlongAxis(x, ids, 1)).toThrow('but for axis 1; got [1, 3] and [2, 3]');
      expect(() => takeAlongAxis(x, ids, 0)).toThrow('from 0 to 1; got 2 at place 2');
      expect(() => takeAlongAxis(x, cast(ids, 'float32'), 0)).toThrow(DTypeError);
    });
  });
});

describe('oneHot', () => {
  it('is 1 at each id', () => {
    tidy(() => {
      const out = oneHot(transpose(tensor([[2], [0]], { dtype: int32 })), 3);
      expect(out.shape).toEqual([1, 2, 3]);
      expect([...out.read()]).toEqual([0, 0, 1, 1, 0, 0]);
      expect(() => oneHot(tensor(Int32Array.of(3)), 3)).toThrow(ValueError);
    });
  });
});
