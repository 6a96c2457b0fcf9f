import { describe, expect, it } from 'vitest';
import { TableModel } from '../../test/support/tableModel.ts';
import { tokenBatch } from '../../test/support/tokenBatch.ts';
import { DTypeError, ShapeError, tensor, ValueError } from '../tensor/index.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { greedy } from './greedy.ts';
import type { DecodingRequest, DecodingStrategy } from './strategy.ts';

const options = { padId: 0, bosId: 1, eosId: 2 };
const model = new TableModel({ vocabSize: 7, maxLength: 20 });

describe('generate', () => {
  it('is greedy by default', async () => {
    const source = tokenBatch([[3, 4], [5]]);
    expect(await generate(model, source, options)).toEqual(
      await generate(model, source, { ...options, strategy: greedy() }),
    );
  });

  it('hands a strategy a complete request', async () => {
    const requests: DecodingRequest[] = [];
    const strategy: DecodingStrategy = {
      name: 'none',
      generate: async (_model, _source, request) => {
        requests.push(request);
        return [];
      },
    };
    const source = tokenBatch([[3, 4, 5, 6], [5], [3, 4, 5, 6, 7, 8]]);
    for (const maxNewTokens of [undefined, 0, 3, 99])
      await generate(model, source, { ...options, strategy, maxNewTokens });
    expect(requests.map(({ limits }) => limits)).toEqual([
      [18, 12, 20],
      [0, 0, 0],
      [3, 3, 3],
      [20, 20, 20],
    ]);
    expect(requests[0]).toMatchObject({ ...options, needAttention: false, needTrace: false });
  });

  it('has the model in evaluation mode, and leaves it in the mode it was in', async () => {
    const modes: boolean[] = [];
    for (const training of [true, false]) {
      model.train(training);
      await generate(model, tokenBatch([[3]]), {
        ...options,
        maxNewTokens: 1,
        onStep: () => void modes.push(model.training),
      });
      expect(model.training).toBe(training);
    }
    expect(modes).toEqual([false, false]);
  });

  it.each<[string, number[][], string]>([
    ['empty source', [[3], []], 'got length 0 for source 1'],
    ['source without any token', [[]], 'from one token to S = 0; got length 0'],
    [
      'source that is too long',
      [[3], new Array(21).fill(3)],
      "at most 20 tokens, the model's maxLength; source 1 has 21",
    ],
  ])('refuses an %s', async (_, sources, message) => {
    await expect(generate(model, tokenBatch(sources), options)).rejects.toThrow(ValueError);
    await expect(generate(model, tokenBatch(sources), options)).rejects.toThrow(message);
  });

  it.each<Partial<GenerateOptions>>([
    { maxNewTokens: -1 },
    { maxNewTokens: 2.5 },
    { maxNewTokens: Number.NaN },
    { bosId: -1 },
    { eosId: 0.5 },
    { padId: Number.NaN },
  ])('refuses %j', async (wrong) => {
    const [name, value] = Object.entries(wrong)[0];
    const attempt = generate(model, tokenBatch([[3]]), { ...options, ...wrong });
    await expect(attempt).rejects.toThrow(ValueError);
    await expect(attempt).rejects.toThrow(`${name} must be a whole number from 0 on; got ${value}`);
  });

  it('refuses sources of another shape or type', async () => {
    const ids = tensor(Int32Array.of(3, 4));
    await expect(generate(model, { ids, lengths: [2] }, options)).rejects.toThrow(ShapeError);
    const { ids: two } = tokenBatch([[3], [4]]);
    await expect(generate(model, { ids: two, lengths: [1] }, options)).rejects.toThrow(
      'got [2, 1] and 1 lengths',
    );
    await expect(generate(model, { ids: two, lengths: [1, 2] }, options)).rejects.toThrow(ValueError);
    await expect(generate(model, { ids: tensor([[3]]), lengths: [1] }, options)).rejects.toThrow(DTypeError);
  });
});
