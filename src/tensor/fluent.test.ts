import { describe, expect, it } from 'vitest';
import {
  add,
  div,
  matmul,
  mean,
  mul,
  requireGrad,
  reshape,
  softmax,
  sub,
  sum,
  tensor,
  tidy,
  transpose,
} from './index.ts';

describe('the methods of a tensor', () => {
  it('are the functions of the same name', () => {
    tidy(() => {
      const x = tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const pairs = [
        [x.add(1), add(x, 1)],
        [x.sub(x.mean(1, true)), sub(x, mean(x, 1, true))],
        [x.mul(x), mul(x, x)],
        [x.div(2), div(x, 2)],
        [x.matmul(x.transpose()), matmul(x, transpose(x))],
        [x.sum([0, 1]), sum(x)],
        [x.reshape([3, -1]), reshape(x, [3, 2])],
        [x.transpose(1, 0), transpose(x)],
        [x.softmax(0), softmax(x, 0)],
      ];
      for (const [method, operation] of pairs) {
        expect(method.shape).toEqual(operation.shape);
        expect(method.read()).toEqual(operation.read());
      }
    });
  });

  it('record, and start the backward pass', () => {
    tidy(() => {
      const x = requireGrad(tensor([1, 2]));
      x.mul(x).sum().backward();
      expect([...x.grad!.read()]).toEqual([2, 4]);
    });
  });
});
