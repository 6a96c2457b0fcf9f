import { describe, expect, it } from 'vitest';
import { expectClose, relativeError } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
import * as ops from '../index.ts';
import {
  backward,
  DTypeError,
  Rng,
  randomUniform,
  requireGrad,
  type Tensor,
  tensor,
  tidy,
} from '../index.ts';

/** erf by its series: exact in float64 for the arguments here. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

interface Case {
  readonly op: (x: Tensor) => Tensor;
  readonly reference: (x: number) => number;
  readonly range: readonly [low: number, high: number];
  /** Results at 0, -0, Infinity, -Infinity and NaN. */
  readonly special: readonly number[];
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const cases: Record<string, Case> = {
  neg: { op: ops.neg, reference: (x) => -x, range: [-3, 3], special: [-0, 0, -inf, inf, nan] },
  exp: { op: ops.exp, reference: Math.exp, range: [-5, 3], special: [1, 1, inf, 0, nan] },
  log: { op: ops.log, reference: Math.log, range: [0.1, 5], special: [-inf, -inf, inf, nan, nan] },
  sqrt: { op: ops.sqrt, reference: Math.sqrt, range: [0.1, 5], special: [0, -0, inf, nan, nan] },
  rsqrt: {
    op: ops.rsqrt,
    reference: (x) => 1 / Math.sqrt(x),
    range: [0.5, 5],
    special: [inf, -inf, 0, nan, nan],
  },
  square: { op: ops.square, reference: (x) => x * x, range: [-3, 3], special: [0, 0, inf, inf, nan] },
  abs: { op: ops.abs, reference: Math.abs, range: [-3, 3], special: [0, 0, inf, inf, nan] },
  reciprocal: {
    op: ops.reciprocal,
    reference: (x) => 1 / x,
    range: [0.5, 4],
    special: [inf, -inf, 0, -0, nan],
  },
  tanh: { op: ops.tanh, reference: Math.tanh, range: [-3, 3], special: [0, -0, 1, -1, nan] },
  sigmoid: { op: ops.sigmoid, reference: sigmoid, range: [-5, 5], special: [0.5, 0.5, 1, 0, nan] },
  relu: { op: ops.relu, reference: (x) => Math.max(x, 0), range: [-3, 3], special: [0, -0, inf, 0, nan] },
  gelu: {
    op: ops.gelu,
    reference: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    range: [-4, 4],
    special: [0, -0, inf, nan, nan],
  },
  silu: { op: ops.silu, reference: (x) => x * sigmoid(x), range: [-5, 5], special: [0, -0, inf, nan, nan] },
  leakyRelu: {
    op: (x) => ops.leakyRelu(x, { negativeSlope: 0.2 }),
    reference: (x) => (x > 0 ? x : 0.2 * x),
    range: [-3, 3],
    special: [0, -0, inf, -inf, nan],
  },
  elu: {
    op: (x) => ops.elu(x),
    reference: (x) => (x > 0 ? x : Math.expm1(x)),
    range: [-5, 3],
    special: [0, -0, inf, -1, nan],
  },
  sin: { op: ops.sin, reference: Math.sin, range: [-9, 9], special: [0, -0, nan, nan, nan] },
  cos: { op: ops.cos, reference: Math.cos, range: [-9, 9], special: [1, 1, nan, nan, nan] },
};

describe.each(Object.entries(cases))('%s', (_, { op, reference, range, special }) => {
  it('equals the float64 function, for every length and layout', () => {
    tidy(() => {
      const rng = new Rng(1);
      for (let n = 0; n < 10; n++) {
        const x = randomUniform([n], rng, ...range);
        expectClose(op(x), Array.from(x.read(), reference));
      }
      for (const x of layouts(randomUniform([3, 5, 7], rng, ...range))) {
        expectClose(op(x), Array.from(x.read(), reference));
      }
    });
  });

  it('has its derivative, for every layout', () => {
    tidy(() => {
      const x = randomUniform([5, 3], new Rng(2), ...range);
      checkGradients(op, [x]);
      checkGradients((y) => op(ops.transpose(y)), [x]);
    });
  });

  it('is right at zeros, infinities and NaN', () => {
    tidy(() => {
      const y = op(tensor([0, -0, inf, -inf, nan])).read();
      expect(Array.from(y, (value) => (Object.is(value, -0) ? 0 : value))).toEqual(
        special.map((value) => value + 0),
      );
    });
  });

  it('takes float32 only', () => {
    tidy(() => {
      expect(() => op(tensor(Int32Array.of(1, 2)))).toThrow(DTypeError);
    });
  });
});

describe('abs and relu', () => {
  it.each([ops.abs, ops.relu])('have gradient 0 at 0', (op) => {
    tidy(() => {
      const x = requireGrad(tensor([0, -0, 2, -2]));
      backward(op(x), tensor([1, 1, 1, 1]));
      expect(Array.from(x.grad!.read(), (g) => g + 0).slice(0, 3)).toEqual([0, 0, 1]);
    });
  });
});

describe('elu', () => {
  it('bends by alpha', () => {
    tidy(() => {
      const x = requireGrad(tensor([-2, 3]));
      const y = ops.elu(x, { alpha: 1.7 });
      expectClose(y, [1.7 * Math.expm1(-2), 3]);
      backward(y, tensor([1, 1]));
      expectClose(x.grad!, [1.7 * Math.exp(-2), 1]);
    });
  });

  it('refuses an alpha from which the sign of x could not be told', () => {
    tidy(() => {
      for (const alpha of [0, -1, nan]) expect(() => ops.elu(tensor([1]), { alpha })).toThrow(/above 0/);
    });
  });
});

describe('accuracy away from the everyday', () => {
  it('holds relative to each value, where float32 resolves it', () => {
    tidy(() => {
      const each = (
        op: (x: Tensor) => Tensor,
        reference: (x: number) => number,
        values: number[],
      ): number => {
        const x = tensor(values);
        const y = op(x).read();
        return Math.max(...Array.from(x.read(), (value, i) => relativeError([y[i]], [reference(value)])));
      };
      const spread = (low: number, high: number): number[] =>
        Array.from({ length: 999 }, (_, i) => low + ((high - low) * i) / 998);
      const powers = spread(-37, 37).map((e) => 10 ** e);
      expect(each(ops.exp, Math.exp, spread(-87, 88.7))).toBeLessThan(3e-7);
      expect(each(ops.log, Math.log, [...powers, 1e-40, 1.0001, 0.9999])).toBeLessThan(3e-7);
      expect(each(ops.tanh, Math.tanh, [...spread(-12, 12), ...powers])).toBeLessThan(4e-7);
      expect(each(ops.sigmoid, sigmoid, spread(-80, 80))).toBeLessThan(4e-7);
      expect(each(ops.sin, Math.sin, spread(-3, 3))).toBeLessThan(3e-7);
      const small = powers.filter((x) => x > 1e-30).map((x) => -Math.min(x, 50));
      expect(each(ops.elu, (x) => Math.expm1(x), small)).toBeLessThan(5e-7);
      expect(each(ops.gelu, cases.gelu.reference, spread(-4, 4))).toBeLessThan(2e-6);
    });
  });

  it('reduces large angles as float64 does', () => {
    tidy(() => {
      const x = tensor(Array.from({ length: 99 }, (_, i) => 1000 * i * i + 0.7));
      expectClose(ops.sin(x), Array.from(x.read(), Math.sin), 3e-7);
      expectClose(ops.cos(x), Array.from(x.read(), Math.cos), 3e-7);
    });
  });

  it('exp reaches 0 and infinity where float32 does', () => {
    tidy(() => {
      expect(Array.from(ops.exp(tensor([-88, -1e4, 89, 1e4])).read())).toEqual([0, 0, inf, inf]);
    });
  });
});
