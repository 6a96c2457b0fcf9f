import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import {
  backward,
  ones,
  Rng,
  randomNormal,
  requireGrad,
  tensor,
  tidy,
  transpose,
  ValueError,
} from '../index.ts';
import { dropout } from './dropout.ts';

describe('dropout', () => {
  it('drops a part p and scales the rest, so that the mean stays', () => {
    tidy(() => {
      for (const p of [0.1, 0.5, 0.9]) {
        const y = dropout(ones([100_003]), p, new Rng(1)).read();
        const scale = Math.fround(1 / (1 - p));
        expect(y.every((v) => v === 0 || v === scale)).toBe(true);
        // Five standard deviations of a binomial count.
        const dropped = y.filter((v) => v === 0).length / y.length;
        expect(Math.abs(dropped - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / y.length));
      }
    });
  });

  it('drops independently of place: neighbours, fours and strides show no pattern', () => {
    tidy(() => {
      const y = dropout(ones([100_003]), 0.5, new Rng(2)).read();
      for (const lag of [1, 2, 3, 4, 64, 256, 4096]) {
        let alike = 0;
        for (let i = lag; i < y.length; i++) if (y[i] === y[i - lag]) alike++;
        expect(Math.abs(alike / (y.length - lag) - 0.5), `lag ${lag}`).toBeLessThan(0.01);
      }
    });
  });

  it('has the same mask backward as forward, in any layout', () => {
    tidy(() => {
      for (const turn of [false, true]) {
        const x = requireGrad(ones([37, 13]));
        const y = dropout(turn ? transpose(x) : x, 0.3, new Rng(3));
        const g = randomNormal(y.shape, new Rng(4));
        backward(y, g);
        const gradients = g.read();
        expectClose(
          turn ? transpose(x.grad!) : x.grad!,
          y.read().map((v, i) => v * gradients[i]),
          0,
        );
      }
    });
  });

  it('is a function of the generator: the same seed, the same mask; the next call, another', () => {
    tidy(() => {
      const x = ones([1000]);
      const rng = new Rng(5);
      const first = dropout(x, 0.5, rng).read();
      expect(dropout(x, 0.5, new Rng(5)).read()).toEqual(first);
      expect(dropout(x, 0.5, rng).read()).not.toEqual(first);
    });
  });

  it('with p = 0 gives x itself and draws nothing; other p must be below 1', () => {
    tidy(() => {
      const x = tensor([1, 2]);
      const rng = new Rng(6);
      expect(dropout(x, 0, rng)).toBe(x);
      expect(rng.state).toEqual(new Rng(6).state);
      expect([...dropout(x, 1 - 1e-12, rng).read()]).toEqual([0, 0]);
      for (const p of [1, -0.1, NaN]) expect(() => dropout(x, p, rng)).toThrow(ValueError);
    });
  });
});
