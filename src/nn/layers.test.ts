import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import {
  backward,
  Rng,
  randomNormal,
  relu,
  ShapeError,
  sum,
  tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import { Dropout, Embedding, init, LayerNorm, Linear, Sequential } from './index.ts';

const rng = new Rng(1);

describe('Linear', () => {
  it('is x Wᵀ + b, within ±1/sqrt(In) at first', () => {
    tidy(() => {
      const layer = new Linear({ inFeatures: 16, outFeatures: 3, rng });
      for (const parameter of layer.parameters()) expect(Math.max(...parameter.read())).toBeLessThan(0.25);
      init.constant(2)(layer.weight);
      init.constant(1)(layer.bias!);
      const y = layer.forward(tensor([[...new Array(15).fill(0), 5]]));
      expect([...y.read()]).toEqual([11, 11, 11]);
    });
  });

  it('has no bias when told so', () => {
    const layer = new Linear({ inFeatures: 2, outFeatures: 3, bias: false, rng });
    expect([...layer.stateDict().keys()]).toEqual(['weight']);
    layer.dispose();
  });
});

describe('Sequential', () => {
  it('applies modules and functions in turn, named by place', () => {
    tidy(() => {
      const model = new Sequential([
        new Linear({ inFeatures: 3, outFeatures: 5, rng }),
        relu,
        new Linear({ inFeatures: 5, outFeatures: 2, rng }),
      ]);
      expect([...model.stateDict().keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
      const [first, , last] = model.layers as [Linear, unknown, Linear];
      const x = randomNormal([7, 3], rng);
      expect(model.forward(x).read()).toEqual(last.forward(relu(first.forward(x))).read());
      backward(sum(model.forward(x)));
      for (const parameter of model.parameters()) expect(parameter.grad).not.toBeNull();
    });
  });
});

describe('Embedding', () => {
  it('gives the row of each id, and adds gradients up', () => {
    tidy(() => {
      const layer = new Embedding({ numEmbeddings: 5, embeddingDim: 3, rng });
      const ids = tensor([[4, 0, 4]], { dtype: 'int32' });
      const out = layer.forward(ids);
      const table = layer.weight.read();
      expect(out.shape).toEqual([1, 3, 3]);
      expect([...out.read()]).toEqual([...table.slice(12), ...table.slice(0, 3), ...table.slice(12)]);
      backward(sum(out));
      expect([...layer.weight.grad!.read()]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2]);
    });
  });

  it('keeps the padding at zeros', () => {
    tidy(() => {
      const layer = new Embedding({ numEmbeddings: 3, embeddingDim: 2, paddingIdx: 1, rng });
      expect([...layer.weight.read().slice(2, 4)]).toEqual([0, 0]);
      backward(sum(layer.forward(tensor([1, 2, 1], { dtype: 'int32' }))));
      expect([...layer.weight.grad!.read()]).toEqual([0, 0, 0, 0, 1, 1]);
    });
  });

  it('refuses ids outside', () => {
    tidy(() => {
      expect(() => new Embedding({ numEmbeddings: 3, embeddingDim: 2, paddingIdx: 3, rng })).toThrow(
        ValueError,
      );
      const layer = new Embedding({ numEmbeddings: 3, embeddingDim: 2, paddingIdx: 0, rng });
      expect(() => layer.forward(tensor([0, 3], { dtype: 'int32' }))).toThrow(ValueError);
    });
  });
});

describe('LayerNorm', () => {
  it('has mean 0 and variance 1 at first, then what its parameters say', () => {
    tidy(() => {
      const layer = new LayerNorm({ normalizedShape: 4 });
      const x = tensor([[1, 3, 1, 3]]);
      expectClose(layer.forward(x), [-1, 1, -1, 1], 1e-5);
      init.constant(2)(layer.weight);
      init.constant(5)(layer.bias!);
      expectClose(layer.forward(x), [3, 7, 3, 7], 1e-5);
      expect(() => layer.forward(tensor([1, 2]))).toThrow(ShapeError);
    });
  });
});

describe('Dropout', () => {
  it('drops while training, does nothing otherwise', () => {
    tidy(() => {
      const layer = new Dropout({ p: 0.25, rng: new Rng(2) });
      const x = tensor(new Float32Array(10_000).fill(3));
      const values = layer.forward(x).read();
      expect(values.every((v) => v === 0 || v === 4)).toBe(true);
      expect(values.filter((v) => v === 0).length / 10_000).toBeCloseTo(0.25, 1);
      expect(layer.eval().forward(x)).toBe(x);
    });
  });

  it('goes on from a saved state of its generator', () => {
    tidy(() => {
      const layer = new Dropout({ p: 0.5, rng: new Rng(3) });
      const x = tensor(new Float32Array(100).fill(1));
      layer.forward(x);
      const other = new Dropout({ p: 0.5, rng: Rng.from(layer.rngs()[0].state) });
      expect(other.forward(x).read()).toEqual(layer.forward(x).read());
    });
  });

  it('refuses p outside [0, 1)', () => {
    expect(() => new Dropout({ p: 1, rng })).toThrow('p must be at least 0 and below 1; got 1');
  });
});
