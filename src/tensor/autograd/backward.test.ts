import { describe, expect, it } from 'vitest';
import { alive, expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  add,
  broadcastTo,
  countTensors,
  detach,
  HeedError,
  matmul,
  mul,
  noGrad,
  ones,
  Rng,
  randomNormal,
  record,
  reshape,
  ShapeError,
  slice,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  tidy,
  transpose,
  unstack,
} from '../index.ts';
import { backward } from './backward.ts';
import { requireGrad } from './record.ts';

expectNoLeaks();

const leaf = (...values: number[]): Tensor => requireGrad(tensor(values));
const gradientOf = (x: Tensor): number[] => [...x.grad!.read()];

describe('backward', () => {
  it('follows a value that is used several times, by every way', () => {
    tidy(() => {
      const x = leaf(3);
      const y = mul(x, x);
      backward(sum(add(mul(y, y), add(y, x))));
      // 4x³ + 2x + 1
      expect(gradientOf(x)).toEqual([115]);
    });
  });

  it('adds to the gradients of leaves, call by call', () => {
    tidy(() => {
      const x = leaf(1, 2);
      for (let i = 0; i < 3; i++) tidy(() => backward(sum(mul(x, x))));
      expect(gradientOf(x)).toEqual([6, 12]);
      x.grad!.dispose();
      x.grad = null;
      backward(sum(x));
      expect(gradientOf(x)).toEqual([1, 1]);
    });
  });

  it('gives leaves dense gradients of their own, whatever view arrives', () => {
    tidy(() => {
      const x = leaf(1, 2);
      const z = requireGrad(ones([2, 3]));
      const g = tensor([5, 7]);
      backward(reshape(x, [2]), g);
      backward(sum(transpose(z)));
      backward(broadcastTo(x, [3, 2]), ones([3, 2]));
      expect(z.grad!.isDense).toBe(true);
      expect(gradientOf(x)).toEqual([8, 10]);
      expect([...g.read()]).toEqual([5, 7]);
      x.grad!.dispose();
      expect([...g.read()]).toEqual([5, 7]);
    });
  });

  it('lets two leaves of one operation differ after they were given the same gradient', () => {
    tidy(() => {
      const [x, y] = [leaf(1), leaf(2)];
      backward(sum(add(x, y)));
      backward(sum(x));
      expect([gradientOf(x), gradientOf(y)]).toEqual([[2], [1]]);
    });
  });

  it('takes from a rule what it was given or had saved', () => {
    tidy(() => {
      const x = leaf(1, 2);
      const y = record('linear', mul(detach(x), tensor([5, 7])), [x, x], [tensor([5, 7])], (g, [saved]) => [
        g,
        saved,
      ]);
      backward(y, tensor([10, 20]));
      expect(gradientOf(x)).toEqual([15, 27]);
    });
  });

  it('starts from a gradient that is given', () => {
    tidy(() => {
      const x = leaf(1, 2);
      backward(mul(x, x), tensor([10, 100]));
      expect(gradientOf(x)).toEqual([20, 400]);
    });
  });

  it('passes over outputs of an operation that nobody used', () => {
    tidy(() => {
      const x = requireGrad(ones([3, 2]));
      const [, middle] = unstack(x);
      backward(sum(middle));
      expect(gradientOf(x)).toEqual([0, 0, 1, 1, 0, 0]);
    });
  });

  it('reaches the end of a graph of 20,000 operations', () => {
    tidy(() => {
      const x = leaf(1);
      let y = x;
      for (let i = 0; i < 20_000; i++) y = add(y, x);
      backward(sum(y));
      expect(gradientOf(x)).toEqual([20_001]);
    });
  });

  it('needs no depth to free such a graph unused', () => {
    tidy(() => {
      const x = leaf(1);
      let y = x;
      for (let i = 0; i < 20_000; i++) {
        const next = add(y, x);
        if (y !== x) y.dispose();
        y = next;
      }
    });
  });

  it('holds what it needs after the handles of the forward pass are gone', () => {
    tidy(() => {
      const x = leaf(2, 3);
      const loss = tidy(() => sum(mul(tanh(x), tanh(x))));
      backward(loss);
      const expected = [2, 3].map((v) => 2 * Math.tanh(v) * (1 - Math.tanh(v) ** 2));
      gradientOf(x).forEach((g, i) => {
        expect(g).toBeCloseTo(expected[i], 6);
      });
    });
  });

  it('frees the graph on its way, and every temporary', () => {
    tidy(() => {
      const x = requireGrad(randomNormal([5, 3], new Rng(1)));
      const w = requireGrad(randomNormal([3, 7], new Rng(2)));
      const step = (): void => tidy(() => backward(sum(tanh(matmul(slice(x, 0, 1), w)))));
      step();
      const [tensors, bytes] = alive();
      for (let i = 0; i < 20; i++) step();
      expect(alive()).toEqual([tensors, bytes]);
    });
  });

  it('frees what operations saved, even while the loss is held', () => {
    tidy(() => {
      const x = leaf(1, 2, 3);
      const count = countTensors();
      const loss = tidy(() => sum(mul(tanh(x), x)));
      backward(loss);
      // The loss and the gradient.
      expect(countTensors()).toBe(count + 2);
    });
  });

  it('ignores leaves that were disposed in the meantime', () => {
    tidy(() => {
      const [x, y] = [leaf(1), leaf(2)];
      const loss = sum(mul(x, y));
      y.dispose();
      backward(loss);
      expect(gradientOf(x)).toEqual([2]);
    });
  });

  it('refuses a second pass, a loss without a graph, and gradients that do not fit', () => {
    tidy(() => {
      const x = leaf(1, 2);
      const loss = sum(mul(x, x));
      backward(loss);
      expect(() => backward(loss)).toThrow('was freed by an earlier backward()');
      expect(() => backward(sum(tensor([1, 2])))).toThrow(HeedError);
      expect(() => backward(mul(x, x))).toThrow(
        'needs a scalar, such as a mean loss, or a gradient; got [2]',
      );
      expect(() => backward(mul(x, x), tensor([1]))).toThrow(ShapeError);
    });
  });

  it('leaves nothing behind when a rule throws, so that the next pass is right', () => {
    tidy(() => {
      const x = leaf(1, 2);
      const broken = record('broken', detach(x), [x], [], () => {
        throw new Error('rule');
      });
      // The newer branch comes first: its gradient waits at the leaf when the older one fails.
      const loss = sum(add(broken, mul(x, x)));
      const count = countTensors();
      expect(() => backward(loss)).toThrow('rule');
      expect(countTensors()).toBeLessThanOrEqual(count);
      backward(sum(mul(x, x)));
      expect(gradientOf(x)).toEqual([2, 4]);
    });
  });
});

describe('recording', () => {
  it('stops inside noGrad, also when that throws', () => {
    tidy(() => {
      const x = leaf(1);
      expect(noGrad(() => mul(x, x)).requiresGrad).toBe(false);
      expect(() =>
        noGrad(() => {
          throw new Error('within');
        }),
      ).toThrow('within');
      expect(mul(x, x).requiresGrad).toBe(true);
    });
  });

  it('stops at detach', () => {
    tidy(() => {
      const x = leaf(3);
      backward(sum(mul(x, detach(mul(x, x)))));
      expect(gradientOf(x)).toEqual([9]);
    });
  });

  it('asks rules only for what is needed', () => {
    tidy(() => {
      const x = leaf(1);
      const constant = tensor([2]);
      let asked: readonly boolean[] = [];
      const y = record('probe', sub(detach(x), constant), [x, constant], [], (g, _, needs) => {
        asked = needs;
        return [g, null];
      });
      backward(sum(y));
      expect(asked).toEqual([true, false]);
      expect(gradientOf(x)).toEqual([1]);
    });
  });
});
