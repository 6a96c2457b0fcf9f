import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DecodingStrategy,
  type GenerateOptions,
  type GenerationResult,
  generate,
} from '../../src/generation/index.ts';
import { constant } from '../../src/nn/init.ts';
import { copyInto, countTensors, full, noGrad, slice, tidy, ValueError } from '../../src/tensor/index.ts';
import { relativeError } from '../support/close.ts';
import { TableModel, type TableModelOptions, tableAttention } from '../support/tableModel.ts';
import { tokenBatch } from '../support/tokenBatch.ts';

const [padId, bosId, eosId] = [0, 1, 2];

/** A model and the sources that it is given. */
interface Case extends TableModelOptions {
  sources: number[][];
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  vocabSize: fc.integer({ min: 3, max: 11 }),
  seed: fc.nat(),
  std: fc.constantFrom(0, 1, 3),
  sources: fc.array(fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 5,
  }),
});

/** What every strategy must hold to, whatever it searches for. */
export function describeDecodingStrategy(name: string, make: () => DecodingStrategy): void {
  const run = (
    model: TableModel,
    sources: number[][],
    options: Partial<GenerateOptions> = {},
  ): Promise<GenerationResult[]> =>
    generate(model, tokenBatch(sources), { strategy: make(), padId, bosId, eosId, ...options });

  const check = (body: (model: TableModel, sources: number[][]) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(anyCase, ({ sources, ...options }) => body(new TableModel(options), sources)),
      { numRuns: 40 },
    );

  describe(`${name} as a DecodingStrategy`, () => {
    it('scores what it returns as the model does', () =>
      check(async (model, sources) => {
        const results = await run(model, sources);
        expect(results).toHaveLength(sources.length);
        for (const [i, { hypotheses, trace, ...best }] of results.entries()) {
          expect(trace).toBeNull();
          expect(best).toEqual(hypotheses[0]);
          for (const { tokens, tokenScores, score, normalizedScore, finished, attention } of hypotheses) {
            const all = finished ? [...tokens, eosId] : [...tokens];
            for (const special of [padId, bosId, eosId]) expect(tokens).not.toContain(special);
            const expected = all.map(
              (token, l) => model.logProbs(sources[i], [bosId, ...all.slice(0, l)])[token],
            );
            expect(tokenScores).toEqual(expected);
            expect(score).toBeCloseTo(
              tokenScores.reduce((sum, x) => sum + x, 0),
              10,
            );
            expect(normalizedScore).toBeLessThanOrEqual(0);
            expect(attention).toBeNull();
          }
        }
      }));

    it('ranks finished hypotheses first, each group by its normalised score, and has none twice', () =>
      check(async (model, sources) => {
        for (const { hypotheses } of await run(model, sources)) {
          const ranked = hypotheses.toSorted(
            (a, b) => Number(b.finished) - Number(a.finished) || b.normalizedScore - a.normalizedScore,
          );
          expect(hypotheses).toEqual(ranked);
          const texts = hypotheses.map(({ tokens, finished }) => `${tokens} ${finished}`);
          expect(new Set(texts).size).toBe(texts.length);
        }
      }));

    it('gives a batch what it gives each source alone', () =>
      check(async (model, sources) => {
        const options = { needAttention: true, needTrace: true };
        const alone = [];
        for (const source of sources) alone.push(...(await run(model, [source], options)));
        expect(await run(model, sources, options)).toEqual(alone);
      }));

    it('gives the same again', () =>
      check(async (model, sources) => {
        expect(await run(model, sources)).toEqual(await run(model, sources));
      }));

    it('shows where the model looked for each token', () =>
      check(async (model, sources) => {
        for (const [i, { hypotheses }] of (await run(model, sources, { needAttention: true })).entries()) {
          for (const { tokens, tokenScores, attention } of hypotheses) {
            expect(attention).toHaveLength(tokenScores.length);
            for (const [l, row] of attention!.entries()) {
              expect(row).toHaveLength(sources[i].length);
              const expected = tableAttention(sources[i], [bosId, ...tokens.slice(0, l)]);
              expect(relativeError(row, expected)).toBeLessThan(1e-6);
            }
          }
        }
      }));

    it('has no attention to show where the model has none', async () => {
      const model = new TableModel({ vocabSize: 5, hasAttention: false });
      const [{ attention }] = await run(model, [[3, 4]], { needAttention: true });
      expect(attention).toBeNull();
    });

    it('leaves a trace that leads to each hypothesis', () =>
      check(async (model, sources) => {
        for (const { hypotheses, trace } of await run(model, sources, { needTrace: true })) {
          for (const [step, entries] of trace!.entries()) {
            const before = trace![step - 1];
            expect(entries).toEqual(entries.toSorted((a, b) => b.score - a.score));
            for (const { parent, tokens, finished, score } of entries) {
              if (before === undefined) expect(parent).toBeNull();
              else {
                const origin = before[parent!];
                expect(origin.finished).toBe(false);
                expect(tokens.slice(0, origin.tokens.length)).toEqual(origin.tokens);
                expect(score).toBeLessThanOrEqual(origin.score);
              }
              expect(tokens).toHaveLength(finished ? step : step + 1);
            }
          }
          for (const { tokens, score, finished } of hypotheses) {
            const last = trace![finished ? tokens.length : tokens.length - 1];
            expect(last).toContainEqual(expect.objectContaining({ tokens, score, finished }));
          }
        }
      }));

    it.each([0, 1, 3])('gives at most %d tokens when asked to', async (maxNewTokens) => {
      const model = new TableModel({ vocabSize: 5, seed: 3 });
      for (const { tokenScores, hypotheses } of await run(model, [[3, 4], [4]], { maxNewTokens })) {
        expect(hypotheses.every((hypothesis) => hypothesis.tokenScores.length <= maxNewTokens)).toBe(true);
        if (maxNewTokens === 0)
          expect(hypotheses).toMatchObject([{ tokens: [], score: 0, normalizedScore: 0, finished: false }]);
        else expect(tokenScores.length).toBeGreaterThan(0);
      }
    });

    it.each([
      [undefined, 64, [12, 16]],
      [undefined, 7, [7, 7]],
      [100, 9, [9, 9]],
      [5, 64, [5, 5]],
    ])(
      'stops at %s tokens, %d at the most, if the model goes on for ever',
      async (maxNewTokens, maxLength, lengths) => {
        const model = new TableModel({ vocabSize: 5, maxLength });
        setScores(model, eosId, Number.NEGATIVE_INFINITY);
        const results = await run(model, [[3], [3, 4, 5]], { maxNewTokens, needTrace: true });
        expect(results.map(({ tokens }) => tokens.length)).toEqual(lengths);
        expect(results.map(({ trace }) => trace!.length)).toEqual(lengths);
        expect(results.map(({ finished }) => finished)).toEqual([false, false]);
      },
    );

    it('ends at once where the model does', async () => {
      const model = new TableModel({ vocabSize: 5, std: 0 });
      setScores(model, eosId, 50);
      const [{ tokens, tokenScores, finished, attention }] = await run(model, [[3, 4]], {
        needAttention: true,
      });
      expect({ tokens, finished }).toEqual({ tokens: [], finished: true });
      expect(tokenScores).toHaveLength(1);
      expect(attention).toHaveLength(1);
    });

    it('gives nothing for nothing', async () => {
      expect(await run(new TableModel({ vocabSize: 5 }), [])).toEqual([]);
    });

    it('takes eos for bos and pad', async () => {
      const model = new TableModel({ vocabSize: 5, seed: 1 });
      const [{ tokens, finished }] = await run(model, [[3, 4]], {
        bosId: eosId,
        padId: eosId,
        maxNewTokens: 40,
      });
      expect(finished).toBe(true);
      expect(tokens).not.toContain(eosId);
    });

    it('says when scores are NaN, or nothing may follow', async () => {
      const model = new TableModel({ vocabSize: 5 });
      constant(Number.NaN)(model.table);
      await expect(run(model, [[3, 4]])).rejects.toThrow(ValueError);
      await expect(run(model, [[3, 4]])).rejects.toThrow('NaN');
      constant(Number.NEGATIVE_INFINITY)(model.table);
      await expect(run(model, [[3, 4]])).rejects.toThrow('must have a probability');
    });

    it('counts its steps, and what is still unfinished', () =>
      check(async (model, sources) => {
        const seen: { step: number; unfinished: number }[] = [];
        const results = await run(model, sources, {
          needTrace: true,
          onStep: (progress) => void seen.push(progress),
        });
        const lengths = results.map(({ trace }) => trace!.length);
        expect(seen).toEqual(
          Array.from({ length: Math.max(...lengths) }, (_, i) => ({
            step: i + 1,
            unfinished: lengths.filter((length) => length > i + 1).length,
          })),
        );
        expect(model.batchSizes).toHaveLength(seen.length);
      }));

    it('waits for onStep, and stops if that throws', async () => {
      const model = new TableModel({ vocabSize: 5, std: 0 });
      const stop = async ({ step }: { step: number }): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve));
        if (step === 3) throw new Error('enough');
      };
      setScores(model, eosId, Number.NEGATIVE_INFINITY);
      await expect(run(model, [[3, 4]], { onStep: stop })).rejects.toThrow('enough');
      expect(model.batchSizes).toHaveLength(3);
      expect(model.training).toBe(true);
    });

    it('leaves no tensor behind, in success or failure', async () => {
      const model = new TableModel({ vocabSize: 7 });
      const source = tokenBatch([[3, 4], [5, 6, 7], [8]]);
      const options = { strategy: make(), padId, bosId, eosId, needAttention: true };
      const before = countTensors();
      await generate(model, source, options);
      expect(countTensors()).toBe(before);
      const fail = (): void => {
        throw new Error('stopped');
      };
      await expect(generate(model, source, { ...options, onStep: fail })).rejects.toThrow('stopped');
      await expect(generate(model, source, { ...options, eosId: 7 })).rejects.toThrow('below V = 7');
      constant(Number.NaN)(model.table);
      await expect(generate(model, source, options)).rejects.toThrow(ValueError);
      expect(countTensors()).toBe(before);
    });
  });
}

/** The model gives a token the same score everywhere. */
function setScores(model: TableModel, token: number, score: number): void {
  const scores = slice(model.table, 1, token, token + 1);
  noGrad(() => tidy(() => copyInto(scores, full(scores.shape, score))));
  scores.dispose();
}
