import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import {
  cos,
  neg,
  type Pairing,
  permute,
  Rng,
  randomNormal,
  rotate,
  ShapeError,
  sin,
  type Tensor,
  tidy,
  zeros,
} from '../index.ts';

/** Pair by pair, in float64. */
function reference(x: Tensor, angles: Tensor, pairing: Pairing): number[] {
  const [L, n] = angles.shape;
  const E = x.shape[3];
  const [elements, turns] = [x.read(), angles.read()];
  const out = [...elements];
  for (let row = 0; row * E < elements.length; row++) {
    for (let i = 0; i < n; i++) {
      const angle = turns[(row % L) * n + i];
      const first = row * E + (pairing === 'halves' ? i : 2 * i);
      const second = first + (pairing === 'halves' ? n : 1);
      const [a, b] = [elements[first], elements[second]];
      out[first] = a * Math.cos(angle) - b * Math.sin(angle);
      out[second] = a * Math.sin(angle) + b * Math.cos(angle);
    }
  }
  return out;
}

describe.each<Pairing>(['halves', 'interleaved'])('rotate with pairs that are %s', (pairing) => {
  const turn = (x: Tensor, angles: Tensor) => rotate(x, cos(angles), sin(angles), { pairing });

  it('turns each pair by the angle of its row, and back', () =>
    fc.assert(
      fc.property(fc.nat(30), fc.nat(3), fc.integer({ min: 1, max: 7 }), fc.nat(), (n, rest, L, seed) =>
        tidy(() => {
          const rng = new Rng(seed);
          const [B, H, E] = [2, 3, 2 * n + rest];
          const angles = randomNormal([L, n], rng, 0, 3);
          const heads = permute(randomNormal([B, L, H, E], rng), [0, 2, 1, 3]);
          const columns = permute(randomNormal([B, E, H, L], rng), [0, 2, 3, 1]);
          for (const x of [heads, columns]) {
            const turned = turn(x, angles);
            expectClose(turned, reference(x, angles, pairing), 1e-6);
            expectClose(turn(turned, neg(angles)), x.read(), 1e-6);
          }
        }),
      ),
      { numRuns: 40 },
    ));

  it('turns the gradient back', () => {
    tidy(() => {
      const rng = new Rng(1);
      const angles = randomNormal([5, 3], rng);
      checkGradients((x) => turn(x, angles), [randomNormal([2, 3, 5, 7], rng)]);
    });
  });
});

it('names shapes that do not fit', () => {
  tidy(() => {
    const x = zeros([2, 3, 5, 7]);
    const turn = (cosines: Tensor, sines = cosines) => rotate(x, cosines, sines, { pairing: 'halves' });
    expect(() => turn(zeros([5, 4]))).toThrow(ShapeError);
    expect(() => turn(zeros([4, 3]))).toThrow('got [2, 3, 5, 7], [4, 3], [4, 3]');
    expect(() => turn(zeros([5, 3]), zeros([5, 2]))).toThrow(ShapeError);
  });
});
