import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodingSession, SequenceToSequence } from '../../src/models/index.ts';
import { normal } from '../../src/nn/init.ts';
import {
  backward,
  countTensors,
  HeedError,
  mul,
  noGrad,
  Rng,
  randomNormal,
  sum,
  tidy,
} from '../../src/tensor/index.ts';
import { relativeError } from '../support/close.ts';
import { tokenBatch } from '../support/tokenBatch.ts';

type Sequences = readonly (readonly number[])[];

const TOLERANCE = 1e-4;
const padId = 0;
const token = fc.integer({ min: 1, max: 10 });
const sequence = (maxLength: number): fc.Arbitrary<number[]> => fc.array(token, { minLength: 1, maxLength });

/** Sources of any length and targets of one length, as decoding side by side has them. */
const sideBySide = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 })).chain(([B, L]) =>
  fc.record({
    sources: fc.array(sequence(7), { minLength: B, maxLength: B }),
    targets: fc.array(fc.array(token, { minLength: L, maxLength: L }), { minLength: B, maxLength: B }),
  }),
);

/** logits [V] of each row and position, without padding. */
function forward(
  model: SequenceToSequence,
  sources: Sequences,
  targets: Sequences,
  fill = padId,
): Float32Array[][] {
  return tidy(() => {
    const logits = noGrad(() => model.forward(tokenBatch(sources, fill), tokenBatch(targets, fill)));
    const [, L, V] = logits.shape;
    const all = logits.read() as Float32Array;
    return targets.map((target, b) => target.map((_, l) => all.slice((b * L + l) * V, (b * L + l + 1) * V)));
  });
}

function open(model: SequenceToSequence, sources: Sequences): DecodingSession {
  return tidy(() => noGrad(() => model.startDecoding(tokenBatch(sources, padId))));
}

interface StepRows {
  logits: Float32Array[];
  attention: Float32Array[] | null;
}

function step(session: DecodingSession, tokens: readonly number[], needAttention = false): StepRows {
  return tidy(() => {
    const { logits, attention } = noGrad(() => session.step(tokens, { needAttention }));
    const rows = (data: Float32Array): Float32Array[] => {
      const width = data.length / tokens.length;
      return tokens.map((_, b) => data.slice(b * width, (b + 1) * width));
    };
    return {
      logits: rows(logits.read() as Float32Array),
      attention: attention && rows(attention.read() as Float32Array),
    };
  });
}

function expectSame(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, row] of expected.entries())
    expect(relativeError(actual[i], row)).toBeLessThanOrEqual(TOLERANCE);
}

/**
 * What every SequenceToSequence must hold to. `make` gives a small one, always with the same parameters, that knows
 * at least 11 tokens and 16 positions on both sides; token 0 is padding.
 */
export function describeSequenceToSequence(name: string, make: () => SequenceToSequence): void {
  describe(`${name} as a SequenceToSequence`, () => {
    let model: SequenceToSequence;
    beforeAll(() => {
      model = make().eval();
    });
    afterAll(() => model.dispose());

    const check = <T>(arbitrary: fc.Arbitrary<T>, body: (value: T) => void): void =>
      fc.assert(fc.property(arbitrary, body), { numRuns: 15 });

    it('scores the vocabulary at each target position', () => {
      tidy(() => {
        const logits = model.forward(
          tokenBatch([[3, 4, 5], [6]]),
          tokenBatch([
            [1, 2],
            [1, 3, 4, 5, 6],
          ]),
        );
        expect(logits.shape.slice(0, 2)).toEqual([2, 5]);
        expect(logits.shape[2]).toBeGreaterThanOrEqual(11);
        expect(logits.read().every(Number.isFinite)).toBe(true);
      });
    });

    it('gives the same again', () => {
      const targets = [[1, 2, 3], [1]];
      const run = (): Float32Array[][] => forward(model, [[3, 4, 5], [6]], targets);
      expect(run()).toEqual(run());
    });

    it('decodes step by step as it is trained', () =>
      check(sideBySide, ({ sources, targets }) => {
        const expected = forward(model, sources, targets);
        const session = open(model, sources);
        for (let l = 0; l < targets[0].length; l++) {
          const { logits } = step(
            session,
            targets.map((target) => target[l]),
          );
          expectSame(
            logits,
            expected.map((row) => row[l]),
          );
        }
        session.dispose();
      }));

    it('does not see padding', () =>
      check(
        fc.tuple(fc.array(fc.tuple(sequence(7), sequence(6)), { minLength: 1, maxLength: 4 }), token),
        ([pairs, fill]) => {
          const sources = pairs.map(([source]) => source);
          const targets = pairs.map(([, target]) => target);
          const alone = pairs.flatMap(([source, target]) => forward(model, [source], [target]));
          for (const id of [padId, fill]) {
            const batched = forward(model, sources, targets, id);
            for (const [b, rows] of alone.entries()) expectSame(batched[b], rows);
          }
        },
      ));

    it('does not see target tokens that are still to come', () =>
      check(
        fc.tuple(sequence(7), fc.array(token, { minLength: 2, maxLength: 6 }), fc.nat(), token),
        ([source, target, place, other]) => {
          const at = place % target.length;
          const changed = target.with(at, other);
          const before = forward(model, [source], [target])[0].slice(0, at);
          expectSame(forward(model, [source], [changed])[0].slice(0, at), before);
        },
      ));

    it('sees each source token, and each target token so far', () => {
      const source = [3, 4, 5];
      const target = [1, 6, 7, 8];
      const last = (s: number[], t: number[]): Float32Array => forward(model, [s], [t])[0].at(-1)!;
      const before = last(source, target);
      for (const i of source.keys())
        expect(relativeError(last(source.with(i, 9), target), before)).toBeGreaterThan(1e-6);
      for (const i of target.keys())
        expect(relativeError(last(source, target.with(i, 9)), before)).toBeGreaterThan(1e-6);
    });

    it('goes on from other rows after a reorder', () =>
      check(
        sideBySide.chain(({ sources, targets }) => {
          const L = targets[0].length;
          const row = fc.nat(sources.length - 1);
          return fc.record({
            sources: fc.constant(sources),
            targets: fc.constant(targets),
            at: fc.integer({ min: 0, max: L }),
            first: fc.array(row, { minLength: 1, maxLength: 6 }),
            second: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
            next: fc.array(token, { minLength: 12, maxLength: 12 }),
          });
        }),
        ({ sources, targets, at, first, second, next }) => {
          const session = open(model, sources);
          for (let l = 0; l < at; l++)
            step(
              session,
              targets.map((target) => target[l]),
            );
          let histories = sources.map((source, b) => ({ source, target: targets[b].slice(0, at) }));
          for (const [round, picks] of [first, second].entries()) {
            const rows = picks.map((pick) => pick % histories.length);
            session.reorder(rows);
            expect(session.batchSize).toBe(rows.length);
            histories = rows.map((row, b) => {
              const { source, target } = histories[row];
              return { source, target: [...target, next[6 * round + b]] };
            });
            const { logits } = step(
              session,
              histories.map(({ target }) => target.at(-1)!),
            );
            const expected = histories.map(
              ({ source, target }) => forward(model, [source], [target])[0].at(-1)!,
            );
            expectSame(logits, expected);
          }
          session.dispose();
        },
      ));

    it('has sessions that do not disturb one another', () => {
      const expected = forward(model, [[3, 4, 5]], [[1, 6, 7]])[0];
      const session = open(model, [[3, 4, 5]]);
      const other = open(model, [[8], [9, 10]]);
      step(session, [1]);
      step(other, [1, 1]);
      expectSame(step(session, [6]).logits, [expected[1]]);
      other.dispose();
      expectSame(step(session, [7]).logits, [expected[2]]);
      session.dispose();
    });

    it('shows where in the source it looked, if it looks, only when asked', () =>
      check(sideBySide, ({ sources, targets }) => {
        const session = open(model, sources);
        const S = Math.max(...sources.map(({ length }) => length));
        for (let l = 0; l < targets[0].length; l++) {
          const needAttention = l % 2 === 0;
          const { attention } = step(
            session,
            targets.map((target) => target[l]),
            needAttention,
          );
          if (!needAttention) expect(attention).toBeNull();
          for (const [b, row] of (attention ?? []).entries()) {
            expect(row).toHaveLength(S);
            expect(row.every((weight) => weight >= 0)).toBe(true);
            expect(row.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 4);
            expect(row.subarray(sources[b].length).every((weight) => weight === 0)).toBe(true);
          }
        }
        session.dispose();
      }));

    it('refuses another number of tokens than it has sequences', () => {
      const session = open(model, [[3, 4], [5]]);
      expect(() => step(session, [1])).toThrow(HeedError);
      expect(() => step(session, [1, 1, 1])).toThrow(HeedError);
      session.dispose();
    });

    it('sends gradients to all its parameters', () => {
      const before = countTensors();
      const fresh = make();
      tidy(() => {
        const logits = fresh.forward(
          tokenBatch([[3, 4, 5], [6]]),
          tokenBatch([
            [1, 2],
            [3, 4],
          ]),
        );
        backward(sum(mul(logits, randomNormal(logits.shape, new Rng(1)))));
      });
      for (const [parameter, { grad }] of fresh.namedParameters()) {
        expect(grad, `gradient of ${parameter}`).not.toBeNull();
        const values = grad!.read();
        expect(values.every(Number.isFinite), `gradient of ${parameter} is finite`).toBe(true);
        expect(
          values.some((value) => value !== 0),
          `gradient of ${parameter} is not zero`,
        ).toBe(true);
      }
      fresh.dispose();
      expect(countTensors()).toBe(before);
    });

    it('is the same model again with its state dict', () => {
      const run = (of: SequenceToSequence): Float32Array[][] =>
        forward(of, [[3, 4, 5], [6]], [[1, 2, 7], [1]]);
      const other = make().eval();
      const rng = new Rng(2);
      for (const parameter of other.parameters()) normal({ rng })(parameter);
      expect(run(other)).not.toEqual(run(model));
      other.loadStateDict(model.stateDict());
      expect(run(other)).toEqual(run(model));
      other.dispose();
    });

    it('leaves no tensor behind', () => {
      const before = countTensors();
      tidy(() => {
        model.forward(tokenBatch([[3, 4, 5], [6]]), tokenBatch([[1, 2], [3]]));
      });
      const session = open(model, [[3, 4, 5], [6]]);
      for (let i = 0; i < 40 && i < model.maxLength; i++) {
        step(session, new Array(session.batchSize).fill(1), true);
        session.reorder(i % 2 === 0 ? [1, 0, 1] : [0, 2]);
      }
      session.dispose();
      expect(countTensors()).toBe(before);
    });
  });
}
