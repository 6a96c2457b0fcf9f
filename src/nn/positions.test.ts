import { describe, expect, it } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import {
  add,
  backward,
  countTensors,
  Rng,
  randomNormal,
  ShapeError,
  slice,
  sum,
  tidy,
  ValueError,
  zeros,
} from '../tensor/index.ts';
import { LearnedPositions, SinusoidalPositions, sinusoidalPositions } from './index.ts';

const rng = new Rng(1);

describe('sinusoidal positions', () => {
  it('are sines in even places and cosines in odd ones', () => {
    tidy(() => {
      const expected: number[] = [];
      for (let t = 0; t < 7; t++) {
        for (let i = 0; i < 5; i++) {
          const angle = t / 10_000 ** ((2 * i) / 10);
          expected.push(Math.sin(angle), Math.cos(angle));
        }
      }
      expectClose(sinusoidalPositions(7, 10), expected, 1e-7);
      expect(() => sinusoidalPositions(7, 5)).toThrow(ValueError);
    });
  });

  it('are added from an offset on, past any length seen before', () => {
    const layer = new SinusoidalPositions({ dim: 4 });
    tidy(() => {
      const x = randomNormal([2, 300, 4], rng);
      const whole = layer.forward(x).read();
      expect(whole).toEqual(add(x, sinusoidalPositions(300, 4)).read());
      const last = layer.forward(slice(x, 1, 299, 300), { offset: 299 });
      expect([...last.read().slice(0, 4)]).toEqual([...whole.slice(299 * 4, 300 * 4)]);
    });
    expect(layer.stateDict().size).toBe(0);
  });

  it('hold no memory once disposed', () => {
    const before = countTensors();
    const layer = new SinusoidalPositions({ dim: 4 });
    for (const length of [3, 200, 500]) tidy(() => void layer.forward(zeros([1, length, 4])));
    expect(countTensors()).toBe(before + 1);
    layer.dispose();
    expect(countTensors()).toBe(before);
  });
});

describe('learned positions', () => {
  it('are added from an offset on, and learn', () => {
    tidy(() => {
      const layer = new LearnedPositions({ maxLength: 5, dim: 3, rng });
      const y = layer.forward(zeros([2, 2, 3]), { offset: 1 });
      const rows = layer.weight.read().slice(3, 9);
      expect([...y.read()]).toEqual([...rows, ...rows]);
      backward(sum(y));
      expect([...layer.weight.grad!.read()]).toEqual([0, 0, 0, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0]);
    });
  });

  it('end where they end', () => {
    tidy(() => {
      const layer = new LearnedPositions({ maxLength: 5, dim: 3, rng });
      expect(() => layer.forward(zeros([1, 2, 3]), { offset: 4 })).toThrow(ShapeError);
      expect(() => layer.forward(zeros([1, 6, 3]))).toThrow('up to maxLength = 5; got [1, 6, 3]');
    });
  });
});
