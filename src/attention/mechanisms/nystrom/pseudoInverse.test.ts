import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../test/support/close.ts';
import { checkGradients } from '../../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../../test/support/noLeaks.ts';
import {
  concat,
  matmul,
  Rng,
  randomNormal,
  slice,
  softmax,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from '../../../tensor/index.ts';
import { pseudoInverse } from './pseudoInverse.ts';

/** The four equations that only the Moore-Penrose inverse fulfils. */
function expectInverse(a: Tensor, z: Tensor, tolerance: number): void {
  const [az, za] = [matmul(a, z), matmul(z, a)];
  expectClose(matmul(az, a), a.read(), tolerance);
  expectClose(matmul(za, z), z.read(), tolerance);
  expectClose(transpose(az), az.read(), tolerance);
  expectClose(transpose(za), za.read(), tolerance);
}

describe('pseudoInverse', () => {
  expectNoLeaks();

  it.each([
    [5, 5],
    [3, 7],
    [7, 3],
  ])('inverts matrices [%i, %i]', (m, n) => {
    tidy(() => {
      const a = randomNormal([2, m, n], new Rng(m));
      const z = pseudoInverse(a, 20);
      expect(z.shape).toEqual([2, n, m]);
      expectInverse(a, z, 1e-4);
    });
  });

  it('gives back what has no inverse: rank 2 of 5, and zeros', () => {
    tidy(() => {
      const rng = new Rng(3);
      const a = matmul(randomNormal([5, 2], rng), randomNormal([2, 5], rng));
      expectClose(matmul(matmul(a, pseudoInverse(a, 10)), a), a.read(), 1e-4);
      const nothing = pseudoInverse(zeros([3, 2]), 6);
      expect(nothing.shape).toEqual([2, 3]);
      expect(nothing.read().every((x) => x === 0)).toBe(true);
    });
  });

  it('makes a step as published', () => {
    tidy(() => {
      // Of a number a, from a / (a a): one step leaves 1 / a where it was; from elsewhere see the diagonal.
      const z = pseudoInverse(
        tensor([
          [2, 0],
          [0, 1],
        ]),
        1,
      ).read();
      const step = (a: number, z: number) => 0.25 * z * (13 - a * z * (15 - a * z * (7 - a * z)));
      expectClose(tensor(z), [step(2, 2 / 4), 0, 0, step(1, 1 / 4)]);
    });
  });

  it('treats each matrix by itself', () => {
    tidy(() => {
      const rng = new Rng(4);
      const [a, b] = [randomNormal([1, 4, 4], rng), randomNormal([1, 4, 4], rng, 0, 100)];
      expectClose(slice(pseudoInverse(concat([a, b], 0), 4), 0, 0, 1), pseudoInverse(a, 4).read());
    });
  });

  it('has its gradients', () => {
    tidy(() => {
      checkGradients((x) => pseudoInverse(softmax(x), 3), [randomNormal([2, 3, 4], new Rng(5))]);
    });
  });
});
