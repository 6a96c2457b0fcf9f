import { describe, expect, it } from 'vitest';
import fixture from '../../test/fixtures/torchOptim.json' with { type: 'json' };
import { expectClose } from '../../test/support/close.ts';
import { Parameter } from '../nn/index.ts';
import {
  copyInto,
  countTensors,
  DataError,
  keep,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { Adam, AdamW, clipGradNorm, type Optimizer, SGD } from './index.ts';

interface Case {
  kind: string;
  options: { lr: number };
  parameters: number[][];
  norms: number[];
}

// What PyTorch computes; test/fixtures/torchOptim.py writes it.
const cases: Case[] = fixture;
const kinds: Record<string, (parameters: Parameter[], options: { lr: number }) => Optimizer> = {
  Adam: (parameters, options) => new Adam(parameters, options),
  AdamW: (parameters, options) => new AdamW(parameters, options),
  SGD: (parameters, options) => new SGD(parameters, options),
};

const shapes = [[7], [2, 5]];
const sized = (shape: number[], f: (i: number) => number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => f(i)),
    { shape },
  );
const makeParameters = (): Parameter[] =>
  shapes.map(
    (shape) =>
      new Parameter(shape, (target) =>
        copyInto(
          target,
          sized(shape, (i) => Math.cos(i + 1)),
        ),
      ),
  );

/** The same steps as in the fixture. */
function takeStep(parameters: Parameter[], optimizer: Optimizer, base: number, step: number): number | null {
  optimizer.lr = base / Math.sqrt(step);
  optimizer.zeroGrad();
  const full = step % 2 === 1;
  parameters.forEach((parameter, k) => {
    if (k === 0 || full) parameter.grad = keep(sized(shapes[k], (i) => Math.sin(step * (i + 1) + k)));
  });
  const norm = full ? clipGradNorm(parameters, 1.5) : null;
  optimizer.step();
  return norm;
}

describe('against PyTorch', () => {
  it.each(cases)(
    '20 steps of $kind, $options, with clipping',
    ({ kind, options, parameters: expected, norms }) => {
      tidy(() => {
        const parameters = makeParameters();
        const optimizer = kinds[kind](parameters, options);
        const ours = Array.from({ length: 20 }, (_, i) => takeStep(parameters, optimizer, options.lr, i + 1));
        parameters.forEach((parameter, k) => {
          expectClose(parameter, expected[k], 1e-6);
        });
        ours
          .filter((norm) => norm !== null)
          .forEach((norm, i) => {
            expect(norm).toBeCloseTo(norms[i], 6);
          });
      });
    },
  );
});

describe.each(cases)('$kind $options', ({ kind, options }) => {
  it('goes on bit for bit from a saved state', () => {
    tidy(() => {
      const straight = makeParameters();
      const one = kinds[kind](straight, options);
      for (let step = 1; step <= 7; step++) takeStep(straight, one, options.lr, step);

      const resumed = makeParameters();
      const before = kinds[kind](resumed, options);
      for (let step = 1; step <= 3; step++) takeStep(resumed, before, options.lr, step);
      const after = kinds[kind](resumed, options);
      after.loadStateDict(before.stateDict());
      before.dispose();
      for (let step = 4; step <= 7; step++) takeStep(resumed, after, options.lr, step);

      for (const [i, parameter] of straight.entries()) expect(resumed[i].read()).toEqual(parameter.read());
    });
  });

  it('holds as many tensors after some steps as before, and none once disposed', () => {
    const parameters = makeParameters();
    const before = countTensors();
    const optimizer = kinds[kind](parameters, options);
    const held = countTensors();
    for (let step = 1; step <= 3; step++) tidy(() => takeStep(parameters, optimizer, options.lr, step));
    optimizer.zeroGrad();
    expect(countTensors()).toBe(held);
    optimizer.dispose();
    expect(countTensors()).toBe(before);
    for (const parameter of parameters) parameter.dispose();
  });
});

describe('Optimizer', () => {
  it('refuses the state of another model or kind, and says what differs', () => {
    tidy(() => {
      const [first, second] = makeParameters();
      const adam = new Adam([first, second]);
      expect(() => adam.loadStateDict(new Adam([first]).stateDict())).toThrow(DataError);
      expect(() => adam.loadStateDict(new Adam([first]).stateDict())).toThrow(
        /first_moment must be float32 \[17\]; got float32 \[7\][\s\S]*steps must be int32 \[2\]; got int32 \[1\]/,
      );
      expect(() => adam.loadStateDict(new SGD([first, second]).stateDict())).toThrow('missing: first_moment');
    });
  });

  it('updates a parameter given twice only once', () => {
    const parameter = new Parameter([1]);
    const optimizer = new SGD([parameter, parameter], { lr: 1 });
    parameter.grad = keep(tensor([2]));
    optimizer.step();
    expect(parameter.read()[0]).toBe(-2);
  });
});

describe('clipGradNorm', () => {
  it('leaves gradients below the limit, and those without one, as they are', () => {
    tidy(() => {
      const [first, second] = makeParameters();
      first.grad = keep(tensor([3, 4, 0, 0, 0, 0, 0]));
      expect(clipGradNorm([first, second], 10)).toBe(5);
      expect([...first.grad.read().slice(0, 2)]).toEqual([3, 4]);
      expect(clipGradNorm([first, second], 1)).toBe(5);
      expectClose(first.grad, [0.6, 0.8, 0, 0, 0, 0, 0]);
    });
  });

  it('returns NaN for NaN, so that a trainer can stop', () => {
    tidy(() => {
      const [first] = makeParameters();
      first.grad = keep(tensor([1, Number.NaN, 0, 0, 0, 0, 0]));
      expect(clipGradNorm([first], 1)).toBeNaN();
    });
  });

  it('refuses a limit of 0 or less', () => {
    expect(() => clipGradNorm([], 0)).toThrow(ValueError);
  });
});
