import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import {
  DTypeError,
  Rng,
  randomNormal,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../index.ts';

type Operand = Tensor | number;
const comparisons: Record<
  string,
  [op: (a: Operand, b: Operand) => Tensor, reference: (a: number, b: number) => boolean]
> = {
  equal: [ops.equal, (a, b) => a === b],
  notEqual: [ops.notEqual, (a, b) => a !== b],
  less: [ops.less, (a, b) => a < b],
  lessEqual: [ops.lessEqual, (a, b) => a <= b],
  greater: [ops.greater, (a, b) => a > b],
  greaterEqual: [ops.greaterEqual, (a, b) => a >= b],
};
const bits = (values: boolean[]): number[] => values.map(Number);

describe.each(Object.entries(comparisons))('%s', (_, [op, reference]) => {
  it.each(['float32', 'int32'] as const)('compares %s element by element, in any layout', (dtype) => {
    const value = fc.oneof(
      fc.integer({ min: -2, max: 2 }),
      ...(dtype === 'float32' ? [fc.constantFrom(NaN, Infinity, -0)] : []),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(value, { minLength: 20, maxLength: 40 }),
        (rows, values) => {
          tidy(() => {
            const columns = Math.floor(values.length / 2 / rows);
            const [p, q] = [values.slice(0, rows * columns), values.slice(-rows * columns)];
            const a = tensor(p, { shape: [rows, columns], dtype });
            const b = tensor(q, { shape: [rows, columns], dtype });
            const expected = bits(p.map((x, i) => reference(x, q[i])));
            for (const x of layouts(a))
              for (const y of layouts(b)) expect([...op(x, y).read()]).toEqual(expected);
            expect([...op(a, 1).read()]).toEqual(bits(p.map((x) => reference(x, 1))));
            expect([...op(1, a).read()]).toEqual(bits(p.map((x) => reference(1, x))));
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('broadcasts, and refuses two types', () => {
    tidy(() => {
      const out = op(tensor([[1], [2]]), tensor([[1, 2, 3]]));
      expect(out.dtype).toBe('bool');
      expect([...out.read()]).toEqual(bits([1, 2].flatMap((a) => [1, 2, 3].map((b) => reference(a, b)))));
      expect(() => op(tensor([1]), tensor(Int32Array.of(1)))).toThrow(DTypeError);
      expect(() => op(tensor(Int32Array.of(1)), 0.5)).toThrow(ValueError);
      expect(() => op(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(ShapeError);
    });
  });
});

describe('logicalAnd, logicalOr and logicalNot', () => {
  it('are the connectives, broadcasting, in any layout', () => {
    tidy(() => {
      const rng = new Rng(1);
      const some = (shape: number[]): Tensor => ops.less(randomNormal(shape, rng), 0);
      const a = some([3, 37]);
      const b = some([3, 37]);
      const row = some([1, 37]);
      const [p, q, r] = [a.read(), b.read(), row.read()];
      for (const x of layouts(a)) {
        for (const y of layouts(b)) {
          expect([...ops.logicalAnd(x, y).read()]).toEqual(Array.from(p, (v, i) => v & q[i]));
          expect([...ops.logicalOr(x, y).read()]).toEqual(Array.from(p, (v, i) => v | q[i]));
        }
        expect([...ops.logicalAnd(row, x).read()]).toEqual(Array.from(p, (v, i) => v & r[i % 37]));
        expect([...ops.logicalOr(x, ops.slice(row, 1, 0, 1)).read()]).toEqual(Array.from(p, (v) => v | r[0]));
        expect([...ops.logicalNot(x).read()]).toEqual(Array.from(p, (v) => 1 - v));
      }
      expect(() => ops.logicalAnd(a, tensor([1]))).toThrow(DTypeError);
      expect(() => ops.logicalNot(tensor([1]))).toThrow('needs bool; got float32 [1]');
    });
  });
});

describe('where', () => {
  it('chooses, broadcasting, in any layout', () => {
    tidy(() => {
      const rng = new Rng(1);
      const condition = ops.less(randomNormal([5, 7], rng), 0);
      const a = randomNormal([5, 7], rng);
      const b = randomNormal([5, 1], rng);
      const [c, x, y] = [condition.read(), a.read(), b.read()];
      const expected = Array.from(c, (v, i) => (v ? x[i] : y[Math.floor(i / 7)]));
      for (const m of layouts(condition))
        for (const p of layouts(a)) expect([...ops.where(m, p, b).read()]).toEqual(expected);
      expect([...ops.where(condition, 1, 0).read()]).toEqual([...c]);
      const ints = ops.where(condition, tensor(Int32Array.of(3)), -1);
      expect(ints.read()).toEqual(Int32Array.from(c, (v) => (v ? 3 : -1)));
      checkGradients((a, b) => ops.where(condition, a, b), [a, b]);
      checkGradients((a) => ops.where(condition, 2, a), [a]);
      expect(() => ops.where(condition, a, tensor(Int32Array.of(1)))).toThrow(DTypeError);
      expect(() => ops.where(a, a, a)).toThrow(DTypeError);
      expect(() => ops.where(condition, a, randomNormal([2], rng))).toThrow(ShapeError);
    });
  });
});

describe('cast', () => {
  it('converts between all types', () => {
    tidy(() => {
      const x = tensor([0, -0, 0.9, -1.9, NaN, 3e9]);
      expect(ops.cast(x, 'int32').read()).toEqual(Int32Array.of(0, 0, 0, -1, 0, 2 ** 31 - 1));
      expect(ops.cast(x, 'bool').read()).toEqual(Uint8Array.of(0, 0, 1, 1, 1, 1));
      const ids = tensor(Int32Array.of(-2, 0, 7));
      expect(ops.cast(ids, 'float32').read()).toEqual(Float32Array.of(-2, 0, 7));
      expect(ops.cast(ids, 'bool').read()).toEqual(Uint8Array.of(1, 0, 1));
      const mask = tensor([true, false, true]);
      expect(ops.cast(mask, 'int32').read()).toEqual(Int32Array.of(1, 0, 1));
      expect(ops.cast(mask, 'float32').read()).toEqual(Float32Array.of(1, 0, 1));
      expect(ops.cast(x, 'float32')).toBe(x);
      expect([
        ...ops
          .cast(
            ops.transpose(
              tensor([
                [1, 2],
                [3, 4],
              ]),
            ),
            'int32',
          )
          .read(),
      ]).toEqual([1, 3, 2, 4]);
    });
  });
});
