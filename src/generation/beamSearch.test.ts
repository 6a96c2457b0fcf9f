import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDecodingStrategy } from '../../test/conformance/decodingStrategy.ts';
import { exhaustiveSearch } from '../../test/support/exhaustiveSearch.ts';
import { naiveBeamSearch } from '../../test/support/naiveBeamSearch.ts';
import { TableModel } from '../../test/support/tableModel.ts';
import { tokenBatch } from '../../test/support/tokenBatch.ts';
import { ValueError } from '../tensor/index.ts';
import { type BeamSearchOptions, beamSearch } from './beamSearch.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { greedy } from './greedy.ts';
import type { GenerationResult } from './strategy.ts';

const [padId, bosId, eosId] = [0, 1, 2];
const ids = { padId, bosId, eosId };
const source = [5, 3, 8];

for (const options of [
  { numBeams: 1 },
  { numBeams: 2, earlyStopping: true },
  { lengthPenalty: 0.6 },
  { numBeams: 3, lengthPenalty: 2, earlyStopping: 'never' },
  { numBeams: 9 },
] as const) {
  describeDecodingStrategy(`beamSearch(${JSON.stringify(options)})`, () => beamSearch(options));
}

async function search(
  model: TableModel,
  { maxNewTokens, ...beam }: BeamSearchOptions & Pick<GenerateOptions, 'maxNewTokens'>,
): Promise<GenerationResult> {
  const [result] = await generate(model, tokenBatch([source]), {
    ...ids,
    strategy: beamSearch(beam),
    maxNewTokens,
  });
  return result;
}

const anyModel = fc
  .record({ vocabSize: fc.integer({ min: 4, max: 6 }), seed: fc.nat(), std: fc.constantFrom(0.5, 2) })
  .map((options) => new TableModel(options));
const anyPenalty = fc.constantFrom(-0.5, 0, 0.7, 1, 2);

describe('beamSearch', () => {
  it('finds what its definition finds', () =>
    fc.assert(
      fc.asyncProperty(
        anyModel,
        fc.record({
          numBeams: fc.integer({ min: 1, max: 6 }),
          lengthPenalty: anyPenalty,
          earlyStopping: fc.constantFrom(true, false, 'never' as const),
        }),
        fc.integer({ min: 1, max: 12 }),
        async (model, options, limit) => {
          const { hypotheses } = await search(model, { ...options, maxNewTokens: limit });
          const found = hypotheses.map(({ tokens, score, normalizedScore: rank, finished }) => ({
            tokens,
            score,
            rank,
            finished,
          }));
          expect(found).toEqual(naiveBeamSearch(model, source, { ...options, limit }));
        },
      ),
      { numRuns: 200 },
    ));

  it('finds all that an exhaustive search finds, when nothing has to be dropped', () =>
    fc.assert(
      fc.asyncProperty(
        anyModel,
        anyPenalty,
        fc.integer({ min: 1, max: 4 }),
        async (model, lengthPenalty, maxNewTokens) => {
          const expected = exhaustiveSearch(model, source, { lengthPenalty, limit: maxNewTokens });
          const numBeams = model.vocabSize ** maxNewTokens;
          const { hypotheses } = await search(model, { numBeams, lengthPenalty, maxNewTokens });
          const finished = hypotheses.filter((hypothesis) => hypothesis.finished);
          expect(finished.map(({ normalizedScore }) => normalizedScore)).toEqual(
            expected.map(({ rank }) => rank),
          );
          const texts = (sequences: { tokens: readonly number[] }[]): string[] =>
            sequences.map(({ tokens }) => tokens.join(' ')).sort();
          expect(texts(finished)).toEqual(texts(expected));
        },
      ),
      { numRuns: 50 },
    ));

  it('is greedy with a single beam', () =>
    fc.assert(
      fc.asyncProperty(anyModel, fc.boolean(), async (model, earlyStopping) => {
        const sources = tokenBatch([source, [3, 4], [9]]);
        const options = { ...ids, needAttention: true, needTrace: true };
        const strategy = beamSearch({ numBeams: 1, earlyStopping });
        expect(await generate(model, sources, { ...options, strategy })).toEqual(
          await generate(model, sources, { ...options, strategy: greedy() }),
        );
      }),
    ));

  it('finds what greedy search misses', async () => {
    const model = new TableModel({ vocabSize: 6, seed: 1 });
    const [first] = await generate(model, tokenBatch([source]), ids);
    const best = await search(model, { lengthPenalty: 0 });
    expect(best.tokens).not.toEqual(first.tokens);
    expect(best.score).toBeGreaterThan(first.score);
    expect(best.tokens).toEqual(exhaustiveSearch(model, source, { lengthPenalty: 0, limit: 6 })[0].tokens);
  });

  it('finds no less by stopping later', () =>
    fc.assert(
      fc.asyncProperty(
        anyModel,
        anyPenalty,
        fc.integer({ min: 1, max: 4 }),
        async (model, lengthPenalty, numBeams) => {
          const found = [];
          for (const earlyStopping of [true, false, 'never'] as const) {
            model.batchSizes.length = 0;
            const { normalizedScore, finished } = await search(model, {
              numBeams,
              lengthPenalty,
              earlyStopping,
            });
            found.push({
              steps: model.batchSizes.length,
              rank: finished ? normalizedScore : Number.NEGATIVE_INFINITY,
            });
          }
          for (const i of [1, 2]) {
            expect(found[i].steps).toBeGreaterThanOrEqual(found[i - 1].steps);
            expect(found[i].rank).toBeGreaterThanOrEqual(found[i - 1].rank);
          }
        },
      ),
    ));

  it('prefers longer sequences the greater the length penalty', () =>
    fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        let length = 0;
        for (const lengthPenalty of [-1, 0, 0.5, 1, 2, 5]) {
          const { tokens } = await search(model, { numBeams: 300, lengthPenalty, maxNewTokens: 4 });
          expect(tokens.length).toBeGreaterThanOrEqual(length);
          length = tokens.length;
        }
      }),
      { numRuns: 20 },
    ));

  it('ranks by score / length^lengthPenalty', async () => {
    const model = new TableModel({ vocabSize: 6 });
    const { hypotheses } = await search(model, { lengthPenalty: 0.7 });
    expect(hypotheses).toHaveLength(4);
    for (const { score, tokenScores, normalizedScore } of hypotheses) {
      expect(normalizedScore).toBeCloseTo(score / tokenScores.length ** 0.7, 10);
    }
  });

  it('takes the lower ids of equally probable sequences', async () => {
    const model = new TableModel({ vocabSize: 7, std: 0 });
    const { hypotheses } = await search(model, { numBeams: 3, maxNewTokens: 2, lengthPenalty: 0 });
    expect(hypotheses.map(({ tokens }) => tokens)).toEqual([[], [3], [3, 3]]);
  });

  it('keeps at the most numBeams rows a source', async () => {
    const model = new TableModel({ vocabSize: 9 });
    await generate(model, tokenBatch([source, [4]]), { ...ids, strategy: beamSearch({ numBeams: 3 }) });
    expect(model.batchSizes[0]).toBe(2);
    expect(Math.max(...model.batchSizes)).toBe(6);
  });

  it.each([{ numBeams: 0 }, { numBeams: 1.5 }, { lengthPenalty: Number.NaN }])('refuses %j', (options) => {
    expect(() => beamSearch(options)).toThrow(ValueError);
  });
});
