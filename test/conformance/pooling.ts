import { afterEach, describe, expect, it } from 'vitest';
import type { Pooling } from '../../src/attention/index.ts';
import { Module } from '../../src/nn/index.ts';
import {
  backward,
  concat,
  DTypeError,
  Rng,
  randomNormal,
  requireGrad,
  ShapeError,
  slice,
  sum,
  type Tensor,
  tensor,
  tidy,
  ValueError,
  where,
  zeros,
} from '../../src/tensor/index.ts';
import { expectClose } from '../support/close.ts';
import { checkGradients } from '../support/gradients.ts';
import { expectNoLeaks } from '../support/noLeaks.ts';

export interface PoolingCase {
  make(D: number, rng: Rng): Pooling;
  /** The queries, if there are several. */
  readonly Q?: number;
  /** The size of the output, if it is not that of the positions. */
  readonly outputDim?: number;
  /** The output is the sum of positions by the weights. */
  readonly mixes?: boolean;
}

const [B, S, D] = [3, 7, 5];
const lengths = [7, 0, 4];

/** Position 1 counts for none; of sequence 0 the last two do not either. */
const maskOf = (S: number): Tensor =>
  tensor(
    Uint8Array.from({ length: B * S }, (_, i) => (i % S === 1 || i === 5 || i === 6 ? 0 : 1)),
    { shape: [B, S] },
  );

/** What every pooling keeps to. */
export function describePooling(name: string, { make, Q, outputDim = D, mixes = false }: PoolingCase): void {
  describe(`${name} pooling`, () => {
    expectNoLeaks();
    let pooling: Pooling;
    const build = () => (pooling = make(D, new Rng(1)));
    afterEach(() => {
      if (pooling instanceof Module) pooling.dispose();
    });
    const sequence = (seed = 2) => randomNormal([B, S, D], new Rng(seed));
    const queries = Q === undefined ? [] : [Q];

    it('gives a vector for each sequence and query, and weights when they are asked for', () => {
      tidy(() => {
        build();
        const { output, weights } = pooling.forward(sequence());
        expect(output.shape).toEqual([B, ...queries, outputDim]);
        expect(weights).toBeNull();
        const shown = pooling.forward(sequence(), { needWeights: true });
        expectClose(shown.output, output.read());
        expect(shown.weights!.shape).toEqual([B, ...queries, S]);
      });
    });

    if (mixes) {
      it('is the sum of positions by its weights', () => {
        tidy(() => {
          build();
          const x = sequence();
          const { output, weights } = pooling.forward(x, { lengths, mask: maskOf(S), needWeights: true });
          const rows = weights!.reshape([B, Q ?? 1, S]);
          expectClose(output, rows.matmul(x).read());
        });
      });
    }

    it('has its gradients', () => {
      tidy(() => {
        build();
        // No two alike, or nearly: the largest stays so.
        const spread = tensor(
          Float32Array.from({ length: B * S * D }, (_, i) => ((i * 37) % (B * S * D)) * 0.04 - 2),
          { shape: [B, S, D] },
        );
        checkGradients((x) => pooling.forward(x).output, [spread]);
        const mask = maskOf(S);
        checkGradients((x) => pooling.forward(x, { lengths, mask }).output, [spread]);
      });
    });

    it('gives no weight to what does not count, and does not look at it', () => {
      tidy(() => {
        build();
        const [mask, x] = [maskOf(S), sequence()];
        const options = { lengths, mask, needWeights: true };
        const counts = Array.from(mask.read(), (seen, i) => seen === 1 && i % S < lengths[Math.floor(i / S)]);
        const hidden = tensor(
          Uint8Array.from(counts, (seen) => (seen ? 1 : 0)),
          { shape: [B, S, 1] },
        );
        const expected = pooling.forward(x, options);
        const changed = pooling.forward(where(hidden, x, sequence(3).mul(9)), options);
        expect(changed.output.read()).toEqual(expected.output.read());
        for (const [i, weight] of expected.weights!.read().entries()) {
          const b = Math.floor(i / (S * (Q ?? 1)));
          if (!counts[b * S + (i % S)]) expect(weight).toBe(0);
        }
      });
    });

    it('does not change with more padding', () => {
      tidy(() => {
        build();
        const x = sequence();
        const longer = concat([x, randomNormal([B, 4, D], new Rng(4))], 1);
        expectClose(
          pooling.forward(longer, { lengths }).output,
          pooling.forward(x, { lengths }).output.read(),
        );
        const all = pooling.forward(longer, { lengths: [S, S, S] });
        expectClose(all.output, pooling.forward(x).output.read());
      });
    });

    it('treats each sequence by itself', () => {
      tidy(() => {
        build();
        const [x, mask] = [sequence(), maskOf(S)];
        const { output } = pooling.forward(x, { lengths, mask });
        for (let b = 0; b < B; b++) {
          const [alone, seen] = [x, mask].map((y) => slice(y, 0, b, b + 1));
          const only = pooling.forward(alone, { lengths: [lengths[b]], mask: seen }).output;
          expectClose(only, slice(output, 0, b, b + 1).read());
        }
      });
    });

    it('gives zeros for a sequence of which nothing counts, and for one without positions', () => {
      tidy(() => {
        build();
        const x = requireGrad(sequence());
        const none = zeros([B, S], 'bool');
        const zero = (y: Tensor) => y.read().every((value) => value === 0);
        for (const options of [{ lengths: [0, 0, 0] }, { mask: none }]) {
          const { output, weights } = pooling.forward(x, { ...options, needWeights: true });
          expect([zero(output), zero(weights!)]).toEqual([true, true]);
          backward(sum(output));
          expect(zero(x.grad!)).toBe(true);
        }
        x.grad!.dispose();
        const { output, weights } = pooling.forward(zeros([B, 0, D]), { needWeights: true });
        expect(output.read()).toEqual(new Float32Array(B * (Q ?? 1) * outputDim));
        expect(weights!.shape).toEqual([B, ...queries, 0]);
      });
    });

    it('names what does not fit', () => {
      tidy(() => {
        build();
        const x = sequence();
        expect(() => pooling.forward(slice(x, 0, 0, 1).reshape([S, D]))).toThrow('[B, S, D]; got [7, 5]');
        expect(() => pooling.forward(x, { mask: zeros([B, S]) })).toThrow(DTypeError);
        expect(() => pooling.forward(x, { mask: zeros([B, S]) })).toThrow('true = may attend; got float32');
        expect(() => pooling.forward(x, { mask: zeros([S, B], 'bool') })).toThrow(ShapeError);
        expect(() => pooling.forward(x, { lengths: [1, 2, 8] })).toThrow(ValueError);
      });
    });
  });
}
