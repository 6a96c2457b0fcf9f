import { expect, it } from 'vitest';
import { checkGradients } from '../../../test/support/gradients.ts';
import {
  add,
  broadcastTo,
  copy,
  Rng,
  randomNormal,
  ShapeError,
  skew,
  tidy,
  transpose,
  zeros,
} from '../index.ts';

const [B, L, S] = [2, 3, 5];
const W = L + S - 1;

/** out[b, i, j] = x[b, i, j - i + L - 1], element by element. */
function reference(x: ArrayLike<number>): number[] {
  return Array.from({ length: B * L * S }, (_, n) => {
    const [row, i, j] = [Math.floor(n / S), Math.floor(n / S) % L, n % S];
    return x[row * W + j - i + L - 1];
  });
}

it('moves each row one step further', () => {
  tidy(() => {
    const x = randomNormal([B, L, W], new Rng(1));
    const out = skew(x);
    expect(out.shape).toEqual([B, L, S]);
    expect([...out.read()]).toEqual(reference(x.read()));
    const columns = transpose(copy(transpose(x)));
    expect([...skew(columns).read()]).toEqual(reference(x.read()));
    checkGradients(skew, [x]);
  });
});

it('makes a Toeplitz matrix of one row, without a copy, that operations can read', () => {
  tidy(() => {
    const row = randomNormal([B, 1, W], new Rng(2));
    const matrix = skew(broadcastTo(row, [B, L, W]));
    const repeated = copy(broadcastTo(row, [B, L, W])).read();
    expect(matrix.storage).toBe(row.storage);
    expect([...matrix.read()]).toEqual(reference(repeated));
    expect([...copy(matrix).read()]).toEqual(reference(repeated));
    expect([...add(matrix, zeros([B, L, S])).read()]).toEqual(reference(repeated));
    checkGradients((row) => skew(broadcastTo(row, [B, L, W])), [row]);
  });
});

it('takes a single query, and a single key', () => {
  tidy(() => {
    expect([...skew(randomNormal([1, W], new Rng(3))).read()]).toHaveLength(W);
    expect(skew(zeros([L, L])).shape).toEqual([L, 1]);
    expect(() => skew(zeros([L, L - 1]))).toThrow(ShapeError);
    expect(() => skew(zeros([L]))).toThrow(ShapeError);
  });
});
