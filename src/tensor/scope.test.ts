import { describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import * as ops from './index.ts';
import {
  add,
  backward,
  countTensors,
  DisposedError,
  HeedError,
  keep,
  mul,
  noGrad,
  ones,
  requireGrad,
  reshape,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  zeros,
} from './index.ts';

expectNoLeaks();

describe('tidy', () => {
  it('frees what was made inside, but for what is returned', () => {
    let inner: Tensor | undefined;
    const outer = tidy(() => {
      inner = ones([3]);
      return add(inner, 1);
    });
    expect(inner!.isDisposed).toBe(true);
    expect([...outer.read()]).toEqual([2, 2, 2]);
    outer.dispose();
  });

  it('finds tensors in arrays, maps and plain objects', () => {
    const before = countTensors();
    const result = tidy(() => {
      zeros([5]);
      return {
        list: [ones([1]), ones([2])],
        map: new Map([['x', ones([3])]]),
        deep: { deeper: [[ones([4])]] },
        n: 1,
      };
    });
    const found = [...result.list, result.map.get('x')!, result.deep.deeper[0][0]];
    expect(found.map((x) => x.isDisposed)).toEqual([false, false, false, false]);
    expect(countTensors()).toBe(before + 4);
    for (const x of found) x.dispose();
  });

  it('nests: what an inner one returns belongs to the outer one', () => {
    let inner: Tensor | undefined;
    tidy(() => {
      inner = tidy(() => ones([3]));
      expect(inner.isDisposed).toBe(false);
    });
    expect(inner!.isDisposed).toBe(true);
  });

  it('leaves alone what was there before, what is kept, and what was disposed already', () => {
    const old = ones([2]);
    let kept: Tensor | undefined;
    tidy(() => {
      kept = keep(ones([3]));
      add(old, 1).dispose();
    });
    expect([old.isDisposed, kept!.isDisposed]).toEqual([false, false]);
    old.dispose();
    kept!.dispose();
  });

  it('frees everything when its body throws', () => {
    expect(() =>
      tidy(() => {
        ones([3]);
        throw new Error('within');
      }),
    ).toThrow('within');
  });

  it('refuses an async body', () => {
    expect(() => tidy(async () => ones([3]))).toThrow(HeedError);
  });

  it('frees graphs that nobody went back through', () => {
    tidy(() => {
      const x = requireGrad(ones([3]));
      sum(mul(mul(x, x), x));
    });
  });
});

describe('a tensor', () => {
  it('goes at the end of its block with `using`', () => {
    let outside: Tensor;
    {
      using x = ones([3]);
      outside = x;
    }
    expect(outside.isDisposed).toBe(true);
  });

  it('shares its memory with its views until the last is gone', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const y = transpose(x);
    const z = reshape(x, [4]);
    x.dispose();
    expect([...y.read()]).toEqual([1, 3, 2, 4]);
    y.dispose();
    expect([...z.read()]).toEqual([1, 2, 3, 4]);
    z.dispose();
  });

  it('says so when it is used after it was disposed; a second dispose does nothing', () => {
    const x = ones([2, 3]);
    x.dispose();
    x.dispose();
    for (const use of [
      () => x.read(),
      () => add(x, 1),
      () => sum(x),
      () => reshape(x, [6]),
      () => transpose(x),
    ]) {
      expect(use).toThrow(DisposedError);
    }
    expect(() => x.read()).toThrow('a float32 tensor of shape [2, 3] was used after it was disposed');
  });

  it('takes its gradient along', () => {
    const x = requireGrad(ones([3]));
    tidy(() => backward(sum(mul(x, x))));
    expect([...x.grad!.read()]).toEqual([2, 2, 2]);
    x.dispose();
  });

  it('that was in no scope is freed by what the net calls when its handle is collected', () => {
    const x = ones([3]);
    expect(x.inNet).toBe(true);
    tidy(() => expect(ones([3]).inNet).toBe(false));
    x.releaser()();
    expect(x.isDisposed).toBe(true);
  });
});

describe('an operation', () => {
  // x and y [3, 2] in a layout that makes operations copy, ids [3, 1], places [3], and a mask [2].
  type Operands = Record<'x' | 'y' | 'ids' | 'places' | 'mask' | 'batch', Tensor>;
  const operations: Record<string, (operands: Operands) => Tensor> = {
    add: ({ x }) => ops.add(x, 2),
    mul: ({ x }) => ops.mul(3, x),
    div: ({ x, y }) => ops.div(x, y),
    maximum: ({ x }) => ops.maximum(x, 0),
    tanh: ({ x }) => ops.tanh(x),
    gelu: ({ x }) => ops.gelu(x),
    pow: ({ x }) => ops.pow(x, 3),
    reshape: ({ x }) => ops.reshape(x, [6]),
    slice: ({ x }) => ops.slice(x, 0, 1),
    pad: ({ x }) =>
      ops.pad(x, [
        [1, 0],
        [0, 1],
      ]),
    concat: ({ x, y }) => ops.concat([x, y], 1),
    stack: ({ x, y }) => ops.stack([x, y]),
    sum: ({ x }) => ops.sum(x, 0),
    mean: ({ x }) => ops.mean(x),
    variance: ({ x }) => ops.variance(x, 1, true),
    max: ({ x }) => ops.max(x, 0),
    logSumExp: ({ x }) => ops.logSumExp(x, 0),
    softmax: ({ x }) => ops.softmax(x, 0),
    logSoftmax: ({ x }) => ops.logSoftmax(x),
    maskedSoftmax: ({ x, mask }) => ops.maskedSoftmax(x, mask),
    layerNorm: ({ x }) => ops.layerNorm(x),
    rmsNorm: ({ x }) => ops.rmsNorm(x),
    dropout: ({ x }) => ops.dropout(x, 0.5, new ops.Rng(1)),
    linear: ({ x, y }) => ops.linear(x, y),
    takeAlongAxis: ({ x, ids }) => ops.takeAlongAxis(x, ids, 1),
    gather: ({ x, ids }) => ops.gather(x, ids),
    scatterAdd: ({ x, places }) => ops.scatterAdd([5, 2], places, x),
    selectRows: ({ x }) => ops.selectRows(x, [2, 0]),
    matmul: ({ x, batch }) => ops.matmul(batch, x),
    where: ({ x, mask }) => ops.where(mask, x, 0),
  };

  it.each(Object.entries(operations))(
    '%s leaves only its result behind, and its graph takes the rest along',
    (_, run) => {
      tidy(() => {
        const operands = {
          x: requireGrad(ones([6]).view([3, 2], [1, 3])),
          y: ones([6]).view([3, 2], [1, 3]),
          ids: tensor([[1], [0], [1]], { dtype: 'int32' }),
          places: tensor(Int32Array.of(4, 0, 4)),
          mask: tensor([true, false]),
          batch: ones([2, 2, 3]),
        };
        const count = countTensors();
        const plain = noGrad(() => run(operands));
        expect(countTensors()).toBe(count + 1);
        plain.dispose();
        run(operands).dispose();
        expect(countTensors()).toBe(count);
        tidy(() => backward(sum(run(operands))));
        operands.x.grad!.dispose();
        expect(countTensors()).toBe(count);
      });
    },
  );
});
