import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import {
  backward,
  DTypeError,
  Rng,
  randomUniform,
  requireGrad,
  ShapeError,
  type Tensor,
  tensor,
  tidy,
} from '../index.ts';
import { broadcastShapes, denseStrides, sizeOf } from '../shape.ts';

type Operand = Tensor | number;
const cases: Record<
  string,
  [op: (a: Operand, b: Operand) => Tensor, reference: (a: number, b: number) => number]
> = {
  add: [ops.add, (a, b) => a + b],
  sub: [ops.sub, (a, b) => a - b],
  mul: [ops.mul, (a, b) => a * b],
  div: [ops.div, (a, b) => a / b],
  maximum: [ops.maximum, Math.max],
  minimum: [ops.minimum, Math.min],
};

/** The definition of broadcasting, element by element. */
function broadcast(a: Tensor, b: Tensor, f: (a: number, b: number) => number): number[] {
  const shape = broadcastShapes('test', a.shape, b.shape);
  const [x, y] = [a.read(), b.read()];
  const place = (t: Tensor, i: number): number => {
    const steps = denseStrides(shape);
    const own = denseStrides(t.shape);
    return own.reduce((sum, step, axis) => {
      const from = axis + shape.length - t.rank;
      return t.shape[axis] === 1 ? sum : sum + step * (Math.floor(i / steps[from]) % shape[from]);
    }, 0);
  };
  return Array.from({ length: sizeOf(shape) }, (_, i) => f(x[place(a, i)], y[place(b, i)]));
}

describe.each(Object.entries(cases))('%s', (_, [op, reference]) => {
  it('equals its definition for any two shapes that broadcast, in any layout', () => {
    const axes = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.boolean()), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(axes, fc.nat(4), fc.nat(), (axes, missing, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const a = randomUniform(
            axes.map(([n, one]) => (one ? 1 : n)),
            rng,
            0.5,
            2,
          );
          const b = randomUniform(axes.map(([n, , one]) => (one ? 1 : n)).slice(missing), rng, 0.5, 2);
          const expected = broadcast(a, b, reference);
          for (const x of layouts(a)) for (const y of layouts(b)) expectClose(op(x, y), expected);
          expectClose(op(b, a), broadcast(b, a, reference));
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has its derivatives, summed over what was stretched', () => {
    tidy(() => {
      const rng = new Rng(2);
      const a = randomUniform([3, 5], rng, 0.5, 1);
      const b = randomUniform([3, 5], rng, 1.1, 2);
      checkGradients(op, [a, b]);
      checkGradients(op, [b, a]);
      checkGradients(op, [randomUniform([2, 1, 5], rng, 0.5, 1), randomUniform([3, 1], rng, 1.1, 2)]);
      checkGradients((x, y) => op(ops.transpose(x), y), [randomUniform([5, 3], rng, 0.5, 1), b]);
    });
  });

  it('takes numbers on either side', () => {
    tidy(() => {
      const x = tensor([1, 2, 3]);
      expectClose(
        op(x, 2),
        [1, 2, 3].map((v) => reference(v, 2)),
      );
      expectClose(
        op(2, x),
        [1, 2, 3].map((v) => reference(2, v)),
      );
      checkGradients((x) => op(x, 2.5), [x]);
      checkGradients((x) => op(2.5, x), [x]);
    });
  });

  it('gives NaN where either side is', () => {
    tidy(() => {
      const x = tensor([NaN, 1, NaN, 1, 1]);
      const y = tensor([1, NaN, NaN, 1, 1]);
      expect(Array.from(op(x, y).read(), Number.isNaN)).toEqual([true, true, true, false, false]);
    });
  });

  it('says what does not go together', () => {
    tidy(() => {
      const x = tensor([[1, 2, 3]]);
      expect(() => op(x, tensor([1, 2]))).toThrow(ShapeError);
      expect(() => op(x, tensor([1, 2]))).toThrow('got [1, 3] and [2]');
      expect(() => op(x, tensor(Int32Array.of(1, 2, 3)))).toThrow(DTypeError);
    });
  });
});

describe('maximum and minimum', () => {
  it('share the gradient where both sides are equal', () => {
    tidy(() => {
      const x = tensor([1, 5]);
      for (const op of [ops.maximum, ops.minimum]) {
        const [a, b] = [ops.copy(x), ops.copy(x)].map((t) => requireGrad(t));
        backward(op(a, b), tensor([1, 1]));
        expect([...a.grad!.read(), ...b.grad!.read()]).toEqual([0.5, 0.5, 0.5, 0.5]);
      }
    });
  });
});

describe('div', () => {
  it.each([1e-25, 1e25])('has gradients of its own size where both sides are about %d', (size) => {
    tidy(() => {
      const [x, y] = [3, 2].map((factor) => requireGrad(tensor([factor * size])));
      backward(ops.div(x, y), tensor([size]));
      expectClose(x.grad!, [1 / 2]);
      expectClose(y.grad!, [-3 / 4]);
    });
  });
});

describe('pow', () => {
  it.each([2, 3, -1, 0.5, -0.75, 1, 0])(
    'equals its definition and has its derivative for exponent %d',
    (exponent) => {
      tidy(() => {
        for (const x of layouts(randomUniform([3, 7], new Rng(3), 0.5, 2))) {
          expectClose(
            ops.pow(x, exponent),
            Array.from(x.read(), (v) => v ** exponent),
          );
        }
        checkGradients((x) => ops.pow(x, exponent), [randomUniform([5], new Rng(4), 0.5, 2)]);
      });
    },
  );

  it('has gradient 0 for exponent 0, at 0 too', () => {
    tidy(() => {
      const x = requireGrad(tensor([0, 2]));
      backward(ops.sum(ops.pow(x, 0)));
      expect([...x.grad!.read()]).toEqual([0, 0]);
    });
  });
});
