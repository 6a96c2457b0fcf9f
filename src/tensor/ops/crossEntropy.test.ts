import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { layouts } from '../../../test/support/layouts.ts';
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
  transpose,
  ValueError,
} from '../index.ts';
import { type CrossEntropyOptions, crossEntropy } from './crossEntropy.ts';

/** Loss of each row, in float64, by the definition. */
function reference(
  logits: Tensor,
  targets: ArrayLike<number>,
  { labelSmoothing = 0, ignoreIndex = -100 }: CrossEntropyOptions,
): number[] {
  const V = logits.shape.at(-1)!;
  const values = logits.read();
  return Array.from(targets, (target, i) => {
    if (target === ignoreIndex) return 0;
    const row = [...values.slice(i * V, (i + 1) * V)];
    const max = Math.max(...row);
    const normaliser = max + Math.log(row.reduce((sum, x) => sum + Math.exp(x - max), 0));
    const mean = row.reduce((a, b) => a + b, 0) / V;
    return (1 - labelSmoothing) * (normaliser - row[target]) + labelSmoothing * (normaliser - mean);
  });
}

const options = fc.record({
  labelSmoothing: fc.constantFrom(0, 0.1, 1),
  ignoreIndex: fc.constantFrom(-100, 0, 1),
});

describe('crossEntropy', () => {
  it('equals its definition for any number of classes, size of logits and options, in any layout', () => {
    const sizes = fc.oneof(fc.integer({ min: 2, max: 20 }), fc.constantFrom(1025, 4003));
    fc.assert(
      fc.property(sizes, fc.constantFrom(1, 30, 1e4), options, fc.nat(), (V, scale, options, seed) => {
        tidy(() => {
          const rng = new Rng(seed);
          const logits = randomUniform([3, 2, V], rng, -scale, scale);
          const ids = Int32Array.from({ length: 6 }, () => rng.integer(V));
          const targets = tensor(ids, { shape: [3, 2] });
          const losses = reference(logits, ids, options);
          const counted = ids.filter((id) => id !== options.ignoreIndex).length;
          const sum = losses.reduce((a, b) => a + b, 0);
          for (const x of layouts(logits)) {
            expectClose(crossEntropy(x, targets, { ...options, reduction: 'none' }), losses, 2e-6, scale);
            expectClose(crossEntropy(x, targets, { ...options, reduction: 'sum' }), [sum], 2e-6, scale);
            expectClose(crossEntropy(x, targets, options), [sum / Math.max(1, counted)], 2e-6, scale);
          }
          for (const t of layouts(targets)) {
            expectClose(crossEntropy(logits, t, { ...options, reduction: 'none' }), losses, 2e-6, scale);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('has its derivative for every reduction and option', () => {
    tidy(() => {
      const x = randomUniform([2, 3, 11], new Rng(1), -2, 2);
      const targets = tensor(
        [
          [3, 0, -100],
          [6, 1, 3],
        ],
        { dtype: 'int32' },
      );
      for (const reduction of ['mean', 'sum', 'none'] as const) {
        for (const labelSmoothing of [0, 0.1]) {
          checkGradients((x) => crossEntropy(x, targets, { reduction, labelSmoothing }), [x]);
        }
      }
      checkGradients(
        (x) => transpose(crossEntropy(transpose(x, 0, 1), transpose(targets), { reduction: 'none' })),
        [x],
      );
    });
  });

  // From torch.nn.functional.cross_entropy of PyTorch 2.13.
  it('gives what PyTorch gives', () => {
    tidy(() => {
      const logits = tensor(
        Array.from({ length: 15 }, (_, i) => ((i * 7) % 11) / 4 - 1),
        { shape: [3, 5] },
      );
      const targets = tensor(Int32Array.of(1, -100, 4));
      const leaf = requireGrad(logits);
      const loss = crossEntropy(leaf, targets, { labelSmoothing: 0.1 });
      backward(loss);
      expectClose(loss, [1.166802584394636]);
      expectClose(leaf.grad!, [
        ...[0.0095803648, -0.34732278, 0.0314516326, 0.228537676, 0.0777531069],
        ...[0, 0, 0, 0, 0],
        ...[0.0471731144, 0.0110328134, 0.111035484, 0.0345264663, -0.203767878],
      ]);
    });
  });

  it('of ignored rows alone is 0, and so is its gradient', () => {
    tidy(() => {
      const x = requireGrad(randomUniform([2, 5], new Rng(1)));
      const loss = crossEntropy(x, tensor(Int32Array.of(-100, -100)));
      backward(loss);
      expect([...loss.read()]).toEqual([0]);
      expect([...x.grad!.read()]).toEqual(new Array(10).fill(0));
    });
  });

  it('says what does not fit', () => {
    tidy(() => {
      const x = randomUniform([2, 5], new Rng(1));
      const targets = tensor(Int32Array.of(1, 2));
      expect(() => crossEntropy(x, tensor(Int32Array.of(1, 2, 3)))).toThrow('got [2, 5] and [3]');
      expect(() => crossEntropy(x, tensor(Int32Array.of(1)))).toThrow(ShapeError);
      expect(() => crossEntropy(x, tensor([1, 2]))).toThrow(DTypeError);
      expect(() => crossEntropy(x, tensor(Int32Array.of(1, 5)))).toThrow(
        'from 0 to 4; got 5 at place 1 of [2]',
      );
      expect(() => crossEntropy(x, targets, { ignoreIndex: -1, labelSmoothing: 1.1 })).toThrow(ValueError);
    });
  });
});
