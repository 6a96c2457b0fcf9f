import { describe, expect, it } from 'vitest';
import { fillUniform } from '../../bench/peers/inputs.ts';
import fixture from '../../test/fixtures/torchMultiHeadConfigurations.json' with { type: 'json' };
import { expectNoLeaks } from '../../test/support/noLeaks.ts';
import {
  backward,
  copyInto,
  Rng,
  requireGrad,
  type Shape,
  type Tensor,
  tensor,
  tidy,
} from '../tensor/index.ts';
import { attention } from './attention.ts';
import { MultiHeadAttention } from './multiHeadAttention.ts';
import { softmax } from './normalizers/index.ts';
import { causal, dense } from './patterns/index.ts';
import { scaledDot } from './scores/index.ts';

// test/fixtures/torchMultiHeadConfigurations.py says what is stored, and how; both make weights, inputs and masks from hashes.
const { cases } = fixture;
type Case = (typeof cases)[number];
const bytes = Uint8Array.from(atob(fixture.data), (c) => c.charCodeAt(0));
const [FULL, SLOTS] = [400, 16];

const uniform = (n: number, seed: number) => fillUniform(new Float32Array(n), seed);
const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

function maskOf({ mask, B, H, L, S }: Case, seed: number): Tensor | null {
  const shapes: Record<string, number[]> = {
    pairs: [1, 1, L, S],
    sequences: [B, 1, L, S],
    heads: [B, H, L, S],
  };
  const shape = shapes[mask];
  if (shape === undefined) return null;
  const seen = Uint8Array.from(uniform(sizeOf(shape), seed), (u, i) => (u < 0.75 || i % S === 0 ? 1 : 0));
  return tensor(seen, { shape });
}

/** Output and gradients, in the order in which they are stored. */
function run(index: number, needWeights: boolean): Float32Array[] {
  const { B, H, L, S, E, keyDim, valueDim, kind, bias, lengths, ...restrictions } = cases[index];
  const seed = index * SLOTS;
  const make = (shape: Shape, slot: number, scale = 1) =>
    tensor(
      uniform(sizeOf(shape), seed + slot).map((u) => u * scale),
      { shape },
    );
  const pattern = restrictions.causal ? causal({ align: 'start' }) : dense();
  const layer = new MultiHeadAttention({
    ...{ embedDim: H * E, numHeads: H, keyDim, valueDim, bias },
    mechanism: attention({ score: scaledDot(), normalizer: softmax(), pattern }),
    rng: new Rng(0),
  });
  const parameters = [...layer.namedParameters()].sort(([a], [b]) => (a < b ? -1 : 1));
  const results = tidy(() => {
    for (const [slot, [, p]] of parameters.entries()) {
      const fan = p.rank === 1 ? 1 : p.shape[1];
      const scale = 2 ** -Math.ceil(Math.log2(Math.max(fan, 4)) / 2);
      copyInto(p, make(p.shape, 5 + slot, scale));
    }
    const query = requireGrad(make([B, L, H * E], 0));
    const key = kind === 'self' ? query : requireGrad(make([B, S, keyDim], 1));
    const value = kind === 'apart' ? requireGrad(make([B, S, valueDim], 2)) : key;
    const mask = maskOf(cases[index], seed + 4);
    const { output } = layer.forward(query, key, value, { mask, lengths, needWeights });
    backward(output, make([B, L, H * E], 3));
    const leaves = new Set([query, key, value, ...parameters.map(([, p]) => p)]);
    const gradients = [...leaves].map((leaf) => {
      const gradient = leaf.grad!.read();
      leaf.grad!.dispose();
      return gradient as Float32Array;
    });
    return [output.read() as Float32Array, ...gradients];
  });
  layer.dispose();
  return results;
}

/** Reads the stored fractions one after another, from the byte on at which it stands. */
class Stored {
  at = 0;

  /** The next numbers, whose largest is given. */
  take(count: number, largest: number): Float64Array {
    return Float64Array.from({ length: count }, () => {
      const whole = bytes[this.at] | (bytes[this.at + 1] << 8) | (bytes[this.at + 2] << 16);
      this.at += 3;
      return (((whole << 8) >> 8) / (2 ** 23 - 1)) * largest;
    });
  }
}

/** The largest error, as a part of the largest value: of the elements that are stored, and of projections on random signs. */
function errorOf(values: Float32Array, stored: Stored, largest: number, projections: number[]): number {
  const step = projections.length === 0 ? 1 : Math.ceil(values.length / 100) | 1;
  const expected = stored.take(Math.ceil(values.length / step), largest);
  const errors = Array.from(expected, (e, i) => Math.abs(values[i * step] - e));
  for (const [i, projection] of projections.entries()) {
    const signs = uniform(values.length, 4096 + i);
    const sum = values.reduce((total, x, j) => total + x * Math.sign(signs[j]), 0);
    // As much as errors of single elements add up to, if they are independent.
    errors.push(Math.abs(sum - projection) / Math.sqrt(values.length));
  }
  return Math.max(...errors) / largest;
}

describe.each([
  ['the fused kernel', false],
  ['all weights in memory', true],
])('with %s', (_, needWeights) => {
  expectNoLeaks();

  it('equals PyTorch in 200 random configurations, output and all gradients, to 2e-6 of the largest value', () => {
    expect(cases).toHaveLength(200);
    const stored = new Stored();
    for (const [index, { largest, projections, ...configuration }] of cases.entries()) {
      const left = [...projections];
      const errors = run(index, needWeights).map((values, i) =>
        errorOf(values, stored, largest[i], values.length > FULL ? left.shift()! : []),
      );
      expect(errors).toHaveLength(largest.length);
      expect(Math.max(...errors), JSON.stringify(configuration)).toBeLessThanOrEqual(2e-6);
    }
    expect(stored.at).toBe(bytes.length);
  });
});
