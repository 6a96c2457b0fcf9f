import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeDecodingStrategy } from '../../test/conformance/decodingStrategy.ts';
import { TableModel } from '../../test/support/tableModel.ts';
import { tokenBatch } from '../../test/support/tokenBatch.ts';
import { generate } from './generate.ts';
import { greedy } from './greedy.ts';

const [padId, bosId, eosId] = [0, 1, 2];
const options = { strategy: greedy(), padId, bosId, eosId };

describeDecodingStrategy('greedy', greedy);

describe('greedy', () => {
  it('takes the most probable token each time', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 4, max: 300 }), async (seed, vocabSize) => {
        const model = new TableModel({ vocabSize, seed });
        const source = [5, 3, 8];
        const expected: number[] = [];
        for (let token = -1; token !== eosId && expected.length < 16; expected.push(token)) {
          const scores = model.logProbs(source, [bosId, ...expected]).fill(Number.NEGATIVE_INFINITY, 0, 2);
          token = scores.indexOf(Math.max(...scores));
        }
        const [{ tokens, finished, score, normalizedScore, tokenScores }] = await generate(
          model,
          tokenBatch([source]),
          options,
        );
        expect(finished ? [...tokens, eosId] : tokens).toEqual(expected);
        expect(normalizedScore).toBeCloseTo(score / tokenScores.length, 10);
      }),
    ));

  it('takes the lower id of equally probable ones', async () => {
    const model = new TableModel({ vocabSize: 7, std: 0 });
    const [{ tokens }] = await generate(model, tokenBatch([[3]]), { ...options, eosId: 6, maxNewTokens: 3 });
    expect(tokens).toEqual([2, 2, 2]);
  });

  it('does no work for sequences that are finished', async () => {
    const model = new TableModel({ vocabSize: 5 });
    const results = await generate(model, tokenBatch([[3], [4, 5], [6, 7, 8], [9]]), options);
    const lengths = results.map(({ tokenScores }) => tokenScores.length);
    expect(new Set(lengths).size).toBeGreaterThan(2);
    expect(model.batchSizes).toEqual(
      Array.from(
        { length: Math.max(...lengths) },
        (_, step) => lengths.filter((length) => length > step).length,
      ),
    );
  });
});
