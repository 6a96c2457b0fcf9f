import { afterEach, describe, expect, it } from 'vitest';
import { whyNotDecoded } from '../../src/attention/decoding.ts';
import {
  type AttentionOptions,
  type AttentionShape,
  attention,
  attentionMap,
  KVCache,
  type Mechanism,
  MultiHeadAttention,
  observeAttention,
  scaledDot,
  softmax,
} from '../../src/attention/index.ts';
import type { Parameter } from '../../src/nn/index.ts';
import { measurePeak, profile } from '../../src/runtime/index.ts';
import {
  add,
  backward,
  concat,
  mul,
  noGrad,
  Rng,
  randomNormal,
  requireGrad,
  selectRows,
  slice,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../../src/tensor/index.ts';
import { expectClose, relativeError } from '../support/close.ts';
import { checkGradients, checkParameterGradients } from '../support/gradients.ts';
import { expectNoLeaks } from '../support/noLeaks.ts';

/** What a mechanism is made with for the suite; the same generator gives the same mechanism. */
export interface MechanismContext {
  readonly numHeads: number;
  readonly headDim: number;
  readonly rng: Rng;
}

export interface MechanismCase {
  make(context: MechanismContext): Mechanism;
  /** The causal form; without it, `refusesCausal` must throw a ValueError that says why there is none. */
  makeCausal?(context: MechanismContext): Mechanism;
  refusesCausal?(): unknown;
  /** L and S of the calls here; S is L where they may not differ. 13 and 17 by default. */
  readonly L?: number;
  readonly S?: number;
  /** What the rows of its map sum to; 1 by default, null where no sum is promised. */
  readonly rowSum?: number | null;
  /** What its output depends on, in order; on all three by default. */
  readonly reads?: readonly ('query' | 'key' | 'value')[];
  /** Keys that come before may not be padding: some mechanisms make no promise for a sequence of no keys. */
  readonly lengths?: readonly number[];
  /** What it does not promise, and why: that a sequence comes out the same however far it is padded, as documented. */
  readonly padding?: string;
  /** It compares queries and keys of different sizes, or says itself that it cannot. */
  readonly comparesSizes?: boolean;
  /** What it says where there are no positions at all, if it needs some. */
  readonly refusesEmpty?: RegExp;
  /** Numeric gradients need steps that change no choice of clusters, and large ones that rounding does not drown. */
  readonly gradientStep?: number;
  /** What it must equal where it loses nothing: exact attention unless said otherwise, within `tolerance` (2e-6). */
  readonly limit?: {
    make(context: MechanismContext): Mechanism;
    exact?: (context: MechanismContext) => Mechanism;
    readonly L?: number;
    readonly S?: number;
    readonly tolerance?: number;
  };
  /** Larger sizes, at which the bytes of its cost are compared with those that were held, within a quarter. */
  readonly large?: { readonly L: number; readonly S: number };
}

const [B, H, E, Ev] = [2, 3, 6, 5];

/** Of the error that was thrown, if any. */
function messageOf(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What every mechanism keeps to, whatever it does to be quick. */
export function describeMechanism(name: string, subject: MechanismCase): void {
  const { L = 13, S = 17, rowSum = 1, gradientStep = 1e-2 } = subject;
  const shape = { B, H, L, S, E, Ev };
  const lengths = subject.lengths ?? [S, Math.ceil(S / 2)];
  const made: Mechanism[] = [];
  const build = (make = subject.make, headDim = E, seed = 1): Mechanism => {
    const mechanism = make({ numHeads: H, headDim, rng: new Rng(seed) });
    made.push(mechanism);
    return mechanism;
  };
  const inputs = (seed: number, sizes: Partial<AttentionShape> = {}): [Tensor, Tensor, Tensor] => {
    const { B, H, L, S, E, Ev } = { ...shape, ...sizes };
    const rng = new Rng(seed);
    return [
      randomNormal([B, H, L, E], rng),
      randomNormal([B, H, S, E], rng),
      randomNormal([B, H, S, Ev], rng),
    ];
  };
  const reads = subject.reads ?? (['query', 'key', 'value'] as const);
  /** Of all inputs, those that may have a gradient, for a function of these alone. */
  const checkReadGradients = (
    make: MechanismCase['make'],
    all: Tensor[],
    options: AttentionOptions = {},
  ): void => {
    const places = reads.map((name) => ['query', 'key', 'value'].indexOf(name));
    const run = (...given: Tensor[]): Tensor => {
      const [q, k, v] = all.map((x, i) => given[places.indexOf(i)] ?? x);
      return build(make)(q, k, v, options).output;
    };
    checkGradients(
      run,
      places.map((i) => all[i]),
      { step: gradientStep },
    );
  };
  const parameters = (mechanism: Mechanism): Parameter[] =>
    mechanism.modules.flatMap((module) => module.parameters());
  const bits = (x: Tensor): number[] => Array.from(x.read());

  describe(`${name} as a mechanism`, () => {
    expectNoLeaks();
    afterEach(() => {
      for (const { modules } of made.splice(0)) for (const module of modules) module.dispose();
    });

    it('gives a vector of the size of values for each query, with heads or without', () => {
      tidy(() => {
        const mechanism = build();
        const { output, weights } = mechanism(...inputs(2));
        expect(output.shape).toEqual([B, H, L, Ev]);
        expect(weights).toBeNull();
        const one = subject.make({ numHeads: 1, headDim: E, rng: new Rng(1) });
        made.push(one);
        const bare = inputs(2).map((x) => x.reshape([B * H, ...x.shape.slice(2)])) as [
          Tensor,
          Tensor,
          Tensor,
        ];
        expect(one(...bare).output.shape).toEqual([B * H, L, Ev]);
      });
    });

    it('is linear in the values, so that it has a map, whose rows sum to what they should', () => {
      tidy(() => {
        const mechanism = build();
        const [q, k, v] = inputs(3);
        const w = randomNormal(v.shape, new Rng(4));
        const run = (values: Tensor): Tensor => build()(q, k, values).output;
        expectClose(run(add(v, mul(w, 2))), add(run(v), mul(run(w), 2)).read(), 1e-5);
        const map = attentionMap(mechanism, q, k);
        expect(map.shape).toEqual([B, H, L, S]);
        expectClose(map.matmul(v), run(v).read(), 1e-5);
        if (rowSum !== null) expectClose(map.sum(-1), new Float32Array(B * H * L).fill(rowSum), 1e-5);
      });
    });

    it('has its gradients, those of its parameters among them', () => {
      tidy(() => {
        checkReadGradients(subject.make, inputs(5));
        checkReadGradients(subject.make, inputs(5), { lengths });
        const learned = build();
        if (parameters(learned).length === 0) return;
        checkParameterGradients(() => learned(...inputs(6)).output, parameters(learned), {
          step: gradientStep,
        });
      });
    });

    it('sees nothing of the padding, and a sequence nothing of those beside it', () => {
      tidy(() => {
        const [q, k, v] = inputs(7);
        const junk = (x: Tensor): Tensor => {
          const changed = x.read().slice() as Float32Array;
          const row = x.shape[3];
          for (let b = 0; b < B; b++)
            for (let h = 0; h < H; h++)
              for (let j = lengths[b]; j < S; j++)
                changed.fill(1e3 + j, ((b * H + h) * S + j) * row, ((b * H + h) * S + j + 1) * row);
          return tensor(changed, { shape: x.shape });
        };
        const rows = Math.min(L, S === L ? Math.min(...lengths) : L);
        const real = (x: Tensor): Tensor => slice(x, 2, 0, rows);
        const run = (q: Tensor, k: Tensor, v: Tensor): Tensor => real(build()(q, k, v, { lengths }).output);
        const expected = run(q, k, v);
        expect(bits(run(q, junk(k), junk(v)))).toEqual(bits(expected));
        // Where queries and keys are positions of one sequence, queries are padded as well.
        if (S === L) expect(bits(run(junk(q), junk(k), junk(v)))).toEqual(bits(expected));
        const other = inputs(8);
        const [mixedQ, mixedK, mixedV] = [q, k, v].map((x, i) =>
          concat([slice(x, 0, 0, 1), slice(other[i], 0, 1, 2)], 0),
        );
        expectClose(
          slice(build()(mixedQ, mixedK, mixedV, { lengths }).output, 0, 0, 1),
          slice(build()(q, k, v, { lengths }).output, 0, 0, 1).read(),
        );
      });
    });

    const forms = [subject.make, subject.makeCausal].filter((make) => make !== undefined);
    if (subject.padding === undefined) {
      it('gives a sequence the same however far it is padded', () => {
        for (const make of forms) {
          tidy(() => {
            const sizes = make === subject.make ? shape : { L, S: L };
            const n = Math.ceil(sizes.S / 2);
            const args = inputs(20, sizes);
            const options = { lengths: [n, sizes.S] };
            const own = (x: Tensor, to: number): Tensor => slice(slice(x, 0, 0, 1), 2, 0, to);
            const rows = sizes.L === sizes.S ? n : sizes.L;
            const alone = args.map((x, i) => own(x, i === 0 ? rows : n)) as [Tensor, Tensor, Tensor];
            const padded = build(make)(...args, options).output;
            expectClose(own(padded, rows), build(make)(...alone).output.read(), 1e-5);
          });
        }
      });
    }

    it('gives nothing of nothing, forward and backward', () => {
      for (const make of forms) {
        tidy(() => {
          const mechanism = build(make);
          const empty = inputs(21, { L: 0, S: 0 }).map((x) => requireGrad(x)) as [Tensor, Tensor, Tensor];
          const run = (): Tensor => mechanism(...empty).output;
          if (subject.refusesEmpty !== undefined) return expect(run).toThrow(subject.refusesEmpty);
          const output = run();
          expect(output.shape).toEqual([B, H, 0, Ev]);
          backward(output.sum());
          for (const name of reads) {
            const x = empty[['query', 'key', 'value'].indexOf(name)];
            expect(x.grad?.shape ?? x.shape).toEqual(x.shape);
          }
          for (const { grad } of parameters(mechanism))
            expect(grad?.read().some((x) => x !== 0)).not.toBe(true);
        });
      }
    });

    it('refuses sizes in calls and in its cost alike, and says which inputs differ in size', () => {
      for (const make of forms) {
        tidy(() => {
          const mechanism = build(make);
          const fits = make === subject.make ? shape : { ...shape, S: L };
          for (const change of [{ S: fits.S + 1 }, { L: fits.L + 1 }, { H: H + 1 }, { E: E + 1 }]) {
            const sizes = { ...fits, ...change };
            const message = messageOf(() => mechanism(...inputs(22, sizes)));
            expect(messageOf(() => mechanism.cost({ ...shape, ...sizes }))).toBe(message);
          }
          if (subject.comparesSizes) return;
          const [q, k, v] = inputs(22, fits);
          const message = messageOf(() => mechanism(q, concat([k, k], 3), v));
          if (message !== null)
            expect(message).toMatch(/: query and key must have the same size E; got 6 and 12/);
        });
      }
    });

    if (subject.makeCausal === undefined) {
      it('says why there is no causal form of it', () => {
        expect(() => subject.refusesCausal?.()).toThrow(ValueError);
        expect(() => subject.refusesCausal?.()).toThrow(/causal/);
        expect(build().causal).toBe(false);
      });
    } else {
      const { makeCausal } = subject;
      it('sees nothing of the future in its causal form', () => {
        tidy(() => {
          const [q, , v] = inputs(9, { L, S: L });
          const k = randomNormal([B, H, L, E], new Rng(10));
          expect(build(makeCausal).causal).toBe(true);
          const run = (q: Tensor, k: Tensor, v: Tensor): Tensor => build(makeCausal)(q, k, v).output;
          const expected = run(q, k, v);
          for (const present of [1, Math.floor(L / 2), L - 1]) {
            const changed = [q, k, v].map((x) =>
              concat([slice(x, 2, 0, present), mul(slice(x, 2, present), -3)], 2),
            ) as [Tensor, Tensor, Tensor];
            expectClose(slice(run(...changed), 2, 0, present), slice(expected, 2, 0, present).read());
          }
          const map = attentionMap(build(makeCausal), q, k).read();
          const future = map.filter((_, n) => n % L > Math.floor(n / L) % L);
          expect(future.every((weight) => weight === 0)).toBe(true);
        });
      });

      it('decodes what it gives at once, or says at the start that it cannot', () => {
        tidy(() => {
          const mechanism = build(makeCausal);
          const rng = new Rng(20);
          using layer = new MultiHeadAttention({ embedDim: H * E, numHeads: H, mechanism, rng });
          layer.eval();
          const x = randomNormal([B, L, H * E], rng);
          if (whyNotDecoded(mechanism) !== null) {
            const intoCache = () => layer.forward(x, x, x, { kvCache: new KVCache() });
            for (const refused of [() => layer.startDecoding(), intoCache]) {
              expect(refused).toThrow(ValueError);
              expect(refused).toThrow(`${mechanism.mechanism}: cannot be decoded step by step: `);
            }
            return;
          }
          const whole = noGrad(() => layer.forward(x, x, x).output);
          using kvCache = layer.startDecoding();
          const expectNext = (rows: number[], n: number): void => {
            const from = kvCache.length;
            const part = slice(selectRows(x, rows), 1, from, from + n);
            const { output } = noGrad(() => layer.forward(part, part, part, { kvCache }));
            expectClose(output, slice(selectRows(whole, rows), 1, from, from + n).read(), 1e-5);
          };
          expectNext([0, 1], Math.ceil(L / 2));
          kvCache.reorder([1, 0, 1]);
          while (kvCache.length < L) expectNext([1, 0, 1], 1);
        });
      });

      it('has its gradients in its causal form', () => {
        tidy(() => {
          checkReadGradients(makeCausal, inputs(11, { L, S: L }));
        });
      });
    }

    it('gives the same bits for the same seed', () => {
      tidy(() => {
        const run = (): number[] => {
          const mechanism = build();
          const dropout = { p: 0.3, rng: new Rng(12) };
          return bits(mechanism(...inputs(12), { dropout }).output);
        };
        expect(run()).toEqual(run());
      });
    });

    it('drops weights by chance, which leaves the mean where it was', () => {
      tidy(() => {
        const args = inputs(13);
        const run = (options: AttentionOptions): Tensor => build()(...args, options).output;
        const whole = run({});
        expect(bits(run({ dropout: { p: 0, rng: new Rng(14) } }))).toEqual(bits(whole));
        const rng = new Rng(14);
        const rounds = 300;
        const sum = new Float64Array(whole.size);
        for (let round = 0; round < rounds; round++)
          for (const [i, x] of tidy(() => run({ dropout: { p: 0.2, rng } }).read()).entries())
            sum[i] += x / rounds;
        expect(relativeError(run({ dropout: { p: 0.2, rng } }).read(), whole.read())).toBeGreaterThan(1e-3);
        expect(relativeError(sum, whole.read())).toBeLessThan(0.15);
      });
    });

    it('gives weights where it forms them, and says how to see them where it does not', () => {
      tidy(() => {
        const args = inputs(15);
        const mechanism = build();
        const ask = () => build()(...args, { needWeights: true });
        if (mechanism.formsWeights) {
          const { output, weights } = ask();
          expectClose(output, mechanism(...args).output.read());
          expectClose(weights!, attentionMap(build(), args[0], args[1]).read());
        } else {
          expect(ask).toThrow(ValueError);
          expect(ask).toThrow('attentionMap');
        }
      });
    });

    it('knows its cost', () => {
      tidy(() => {
        const args = inputs(16);
        const mechanism = build();
        const { profile: counted } = profile(() => mechanism(...args));
        const multiplyAdds = counted.operations.reduce((sum, operation) => sum + operation.multiplyAdds, 0);
        expect(mechanism.cost(shape).multiplyAdds).toBe(multiplyAdds);
        const large = subject.large ?? {
          L: Math.max(L, 211),
          S: S === L ? Math.max(L, 211) : Math.max(S, 223),
        };
        const many = inputs(17, large);
        const other = build();
        const { peakBytes } = measurePeak(() => noGrad(() => other(...many)));
        const { bytes } = other.cost({ ...shape, ...large });
        expect(bytes / peakBytes).toBeGreaterThan(0.8);
        expect(bytes / peakBytes).toBeLessThan(1.25);
      });
    });

    if (subject.limit !== undefined) {
      const { make, exact, L: l = L, S: s = S, tolerance = 2e-6 } = subject.limit;
      it('equals what it stands for where it loses nothing', () => {
        tidy(() => {
          const args = inputs(18, { L: l, S: s });
          const whole = build(exact ?? (() => attention({ score: scaledDot(), normalizer: softmax() })));
          expectClose(build(make)(...args).output, whole(...args).output.read(), tolerance);
        });
      });
    }

    it('serves a layer with heads, which shows its map', () => {
      tidy(() => {
        const rng = new Rng(19);
        const headDim = E;
        const D = H * headDim;
        const mechanism = build(subject.make, headDim);
        const layer = new MultiHeadAttention({ embedDim: D, numHeads: H, mechanism, rng });
        expect([...layer.parameters()]).toEqual(expect.arrayContaining(parameters(mechanism)));
        const x = randomNormal([B, L, D], rng);
        const { maps } = observeAttention(layer, () =>
          layer.forward(x, x, x, { lengths: lengths.map((n) => Math.min(n, L)) }),
        );
        expect(maps).toHaveLength(1);
        expect(maps[0].shape).toEqual([B, H, L, L]);
        backward(layer.forward(x, x, x).output.sum());
        for (const parameter of parameters(mechanism)) expect(parameter.grad).not.toBeNull();
        layer.dispose();
      });
    });
  });
}
