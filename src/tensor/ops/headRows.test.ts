import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import {
  addHeadRows,
  concat,
  fusedAttention,
  fusedAttentionLse,
  mergeHeadRows,
  permute,
  Rng,
  randomNormal,
  ShapeError,
  slice,
  type Tensor,
  takeHeadRows,
  tensor,
  tidy,
  ValueError,
} from '../index.ts';

const [B, H, L, M, E] = [2, 3, 7, 11, 5];

function someIds(rng: Rng): Tensor {
  return tensor(
    Int32Array.from({ length: B * H * M }, () => rng.integer(L + 1) - 1),
    { shape: [B, H, M] },
  );
}

describe('rows of heads by index', () => {
  expectNoLeaks();

  it('are taken, and added back, -1 being nobody', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 3, 4, 5, 8, 13), (seed, E) => {
        tidy(() => {
          const rng = new Rng(seed);
          const x = randomNormal([B, H, L, E], rng);
          const ids = someIds(rng);
          const [rows, places] = [x.read(), ids.read()];
          const taken = takeHeadRows(x, ids);
          const expected = Float32Array.from({ length: B * H * M * E }, (_, at) => {
            const j = Math.floor(at / E);
            return places[j] < 0 ? 0 : rows[(Math.floor(j / M) * L + places[j]) * E + (at % E)];
          });
          expect(taken.read()).toEqual(expected);
          const added = new Float64Array(x.size);
          expected.forEach((y, at) => {
            const j = Math.floor(at / E);
            if (places[j] >= 0) added[(Math.floor(j / M) * L + places[j]) * E + (at % E)] += y;
          });
          expectClose(addHeadRows(taken, ids, L), added);
        });
      }),
    );
  });

  it('are read from strided heads, and have their gradients', () => {
    tidy(() => {
      const rng = new Rng(1);
      const x = randomNormal([B, L, H, E], rng);
      const heads = permute(x, [0, 2, 1, 3]);
      const ids = someIds(rng);
      expect(takeHeadRows(heads, ids).read()).toEqual(takeHeadRows(heads.add(0), ids).read());
      checkGradients((x) => takeHeadRows(permute(x, [0, 2, 1, 3]), ids), [x]);
      checkGradients((g) => addHeadRows(g, ids, L), [randomNormal([B, H, M, E], rng)]);
    });
  });

  it('name what does not fit', () => {
    tidy(() => {
      const rng = new Rng(2);
      const x = randomNormal([B, H, L, E], rng);
      expect(() => takeHeadRows(x, tensor(new Int32Array(B * M), { shape: [B, M] }))).toThrow(ShapeError);
      expect(() => takeHeadRows(x, tensor(new Int32Array(B * H).fill(L), { shape: [B, H, 1] }))).toThrow(
        ValueError,
      );
      const ids = someIds(rng);
      expect(() => addHeadRows(x, ids, L)).toThrow(ShapeError);
      const parts = randomNormal([B, H, M, E], rng);
      expect(() => mergeHeadRows(parts, randomNormal([B, H, L], rng), ids, L)).toThrow('logits [B, H, M]');
    });
  });
});

describe('mergeHeadRows', () => {
  expectNoLeaks();

  it('weights the parts of a query by the softmax of their logits, by its definition', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 4, 5, 13), (seed, E) => {
        tidy(() => {
          const rng = new Rng(seed);
          const parts = randomNormal([B, H, M, E], rng);
          const logits = Float32Array.from({ length: B * H * M }, () =>
            rng.integer(4) === 0 ? Number.NEGATIVE_INFINITY : 5 * rng.normal(),
          );
          const ids = someIds(rng);
          const [rows, places] = [parts.read(), ids.read()];
          const expected = new Float64Array(B * H * L * E);
          for (let query = 0; query < B * H * L; query++) {
            const own = Array.from({ length: M }, (_, j) => Math.floor(query / L) * M + j).filter(
              (j) => places[j] === query % L && logits[j] > Number.NEGATIVE_INFINITY,
            );
            const total = own.reduce((sum, j) => sum + Math.exp(logits[j]), 0);
            for (const j of own)
              for (let e = 0; e < E; e++)
                expected[query * E + e] += (Math.exp(logits[j]) / total) * rows[j * E + e];
          }
          const out = mergeHeadRows(parts, tensor(logits, { shape: [B, H, M] }), ids, L);
          expectClose(out, expected);
          expect(permute(out, [0, 2, 1, 3]).isDense).toBe(true);
        });
      }),
    );
  });

  it('has its gradients, zeros and no NaN where nothing was seen', () => {
    tidy(() => {
      const rng = new Rng(3);
      const ids = someIds(rng);
      const hidden = tensor(
        Float32Array.from({ length: B * H * M }, (_, j) => (j % 3 === 0 ? Number.NEGATIVE_INFINITY : 0)),
        { shape: [B, H, M] },
      );
      const parts = randomNormal([B, H, M, E], rng);
      checkGradients(
        (parts, logits) => mergeHeadRows(parts, logits.add(hidden), ids, L),
        [parts, randomNormal([B, H, M], rng)],
      );
    });
  });

  it('joins attention to two halves of the keys', () => {
    tidy(() => {
      const rng = new Rng(4);
      const S = 2 * M;
      const [q, k, v] = [L, S, S].map((n) => randomNormal([B, H, n, E], rng));
      const halves = [0, M].map((from) =>
        fusedAttentionLse(q, slice(k, 2, from, from + M), slice(v, 2, from, from + M)),
      );
      const ids = tensor(
        Int32Array.from({ length: B * H * 2 * L }, (_, j) => j % L),
        { shape: [B, H, 2 * L] },
      );
      const out = mergeHeadRows(
        concat(
          halves.map(({ output }) => output),
          2,
        ),
        concat(
          halves.map(({ lse }) => lse),
          2,
        ),
        ids,
        L,
      );
      expectClose(out, fusedAttention(q, k, v).read());
    });
  });
});
