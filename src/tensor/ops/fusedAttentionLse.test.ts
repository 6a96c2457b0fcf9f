import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { checkGradients } from '../../../test/support/gradients.ts';
import { expectNoLeaks } from '../../../test/support/noLeaks.ts';
import { causal } from '../../attention/index.ts';
import { lower } from '../../attention/patterns/lower.ts';
import {
  backward,
  concat,
  fusedAttention,
  fusedAttentionLse,
  mul,
  Rng,
  randomNormal,
  requireGrad,
  sum,
  tidy,
} from '../index.ts';

const [B, H, L, S, E, Ev] = [2, 3, 67, 71, 5, 7];

function operands(rng: Rng, queries = L) {
  return [
    randomNormal([B, H, queries, E], rng),
    randomNormal([B, H, S, E], rng),
    randomNormal([B, H, S, Ev], rng),
  ] as const;
}

describe('fusedAttentionLse', () => {
  expectNoLeaks();

  it('gives the output and, by its definition, the log-sum-exp, for one query as for many', () => {
    for (const queries of [1, L]) {
      tidy(() => {
        const [q, k, v] = operands(new Rng(1), queries);
        const lengths = [0, 61];
        const { output, lse } = fusedAttentionLse(q, k, v, { lengths });
        expectClose(output, fusedAttention(q, k, v, { lengths }).read());
        const [x, y] = [q.read(), k.read()];
        const expected = Float64Array.from({ length: B * H * queries }, (_, row) => {
          const head = Math.floor(row / queries);
          let total = 0;
          for (let j = 0; j < lengths[Math.floor(head / H)]; j++) {
            let score = 0;
            for (let e = 0; e < E; e++) score += x[row * E + e] * y[(head * S + j) * E + e];
            total += Math.exp(score / Math.sqrt(E));
          }
          return Math.log(total);
        });
        expect(expected[0]).toBe(Number.NEGATIVE_INFINITY);
        expectClose(lse, expected);
      });
    }
  });

  it('has the gradients of both, together and alone', () => {
    tidy(() => {
      const rng = new Rng(2);
      const inputs = [
        randomNormal([2, 2, 7, E], rng),
        randomNormal([2, 2, 11, E], rng),
        randomNormal([2, 2, 11, Ev], rng),
      ];
      for (const options of [
        {},
        { lengths: [11, 3] },
        { blocks: lower(causal({ align: 'end' }), 7, 11, 2, 2) },
      ]) {
        checkGradients((...given) => {
          const [q, k, v] = given;
          const { output, lse } = fusedAttentionLse(q, k, v, options);
          return concat([output, mul(lse, lse).reshape([2, 2, 7, 1])], -1);
        }, inputs);
      }
      const [q, k, v] = inputs;
      checkGradients((q, k) => fusedAttentionLse(q, k, v).lse, [q, k]);
      checkGradients(
        (q, k, v) => fusedAttentionLse(q, k, v, { dropout: { p: 0.3, seed: 5 } }).output,
        [q, k, v],
      );
    });
  });

  it('gives queries that see nothing no output and no gradient', () => {
    tidy(() => {
      const [q, k, v] = operands(new Rng(3)).map((x) => requireGrad(x));
      const { output, lse } = fusedAttentionLse(q, k, v, { lengths: [0, S] });
      backward(sum(mul(lse, 3)).add(sum(output)));
      for (const x of [output, q.grad!, k.grad!, v.grad!]) {
        const values = x.read();
        expect(values.subarray(0, values.length / B).every((y) => y === 0)).toBe(true);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    });
  });
});
