import { describe, expect, it } from 'vitest';
import { relativeError } from '../../../test/support/close.ts';
import { tokenBatch } from '../../../test/support/tokenBatch.ts';
import { backward, DataError, noGrad, Rng, sum, type Tensor, tidy } from '../../tensor/index.ts';
import type { ModelConfig } from '../modelFamily.ts';
import type { WordBatch } from '../words/wordBatch.ts';
import { taggers } from './config.ts';

const words = {
  wordDim: 7,
  characterDim: 5,
  characterWidths: [3, 5],
  characterFilters: 3,
  dropout: 0,
  wordDropout: 0,
  characterDropout: 0,
};
const configs: Record<string, ModelConfig> = {
  recurrent: { kind: 'recurrent', ...words, hiddenDim: 11, numLayers: 2, attentionDim: 6, numHeads: 2 },
  transformer: { kind: 'transformer', ...words, embedDim: 6, numHeads: 2, feedForwardDim: 13, numLayers: 2 },
};
const TAGS = 4;
const context = { numWords: 17, numCharacters: 19, numTags: TAGS, padId: 0, unkId: 1 };
const build = (config: ModelConfig) => taggers.build(config, { ...context, rng: new Rng(3) });

/** Words are numbers, spelled by their digits; number n has id n where the vocabulary holds it. */
function batchOf(sentences: readonly (readonly number[])[]): WordBatch {
  const distinct = [...new Set(sentences.flat())];
  return {
    words: tokenBatch(sentences.map((numbers) => numbers.map((n) => (n < context.numWords ? n : 1)))),
    spellings: tokenBatch(distinct.map((n) => Array.from(String(n), (digit) => 2 + Number(digit)))),
    spellingOf: tokenBatch(sentences.map((numbers) => numbers.map((n) => distinct.indexOf(n)))).ids,
  };
}

const read = (x: Tensor): number[] => Array.from(x.read() as Float32Array);

describe.each(Object.entries(configs))('a %s tagger', (_, config) => {
  it('computes the same whatever a sentence and its words are padded to', () => {
    const model = build(config);
    model.eval();
    const short = [12, 3, 400];
    const long = [5, 6, 7, 123456, 8];
    noGrad(() =>
      tidy(() => {
        const alone = model.forward(batchOf([short]), { needWeights: true });
        const beside = model.forward(batchOf([long, short]), { needWeights: true });
        expect(beside.logits.shape).toEqual([2, 5, TAGS]);
        expect(beside.weights!.shape).toEqual([2, 2, 5, 5]);
        const padded = read(beside.logits).slice(5 * TAGS, 8 * TAGS);
        expect(relativeError(padded, read(alone.logits))).toBeLessThan(3e-6);
        const heads = read(alone.weights!);
        for (const head of [0, 1]) {
          for (const l of [0, 1, 2]) {
            const at = (2 + head) * 25 + l * 5;
            const row = read(beside.weights!).slice(at, at + 5);
            const own = heads.slice(head * 9 + l * 3, head * 9 + l * 3 + 3);
            expect(relativeError(row.slice(0, 3), own)).toBeLessThan(3e-6);
            expect(row.slice(3)).toEqual([0, 0]);
          }
        }
      }),
    );
    model.dispose();
  });

  it('looks at every other word of the sentence, and at the characters of a word', () => {
    const model = build(config);
    model.eval();
    noGrad(() =>
      tidy(() => {
        const logitsOf = (numbers: number[]) => read(model.forward(batchOf([numbers])).logits);
        const before = logitsOf([2, 3, 400]);
        const other = logitsOf([4, 3, 400]);
        // Both are unknown, so that only their digits tell them apart.
        const spelled = logitsOf([2, 3, 401]);
        for (const l of [0, 1, 2]) {
          const part = (values: number[]) => values.slice(l * TAGS, (l + 1) * TAGS);
          expect(part(other)).not.toEqual(part(before));
          expect(part(spelled)).not.toEqual(part(before));
        }
      }),
    );
    model.dispose();
  });

  it('takes words for unknown in training as often as wordDropout says', () => {
    const model = build({ ...config, wordDropout: 0.999999 });
    // The words 13 and 14 with one and the same spelling.
    const likeEachOther = [13, 14].map((id) => ({ ...batchOf([[2, 3]]), words: tokenBatch([[id, 3]]) }));
    const [first, second] = noGrad(() => likeEachOther.map((batch) => read(model.forward(batch).logits)));
    expect(first).toEqual(second);
    model.eval();
    const [third, fourth] = noGrad(() => likeEachOther.map((batch) => read(model.forward(batch).logits)));
    expect(third).not.toEqual(fourth);
    model.dispose();
  });

  it('hides characters in training as often as characterDropout says', () => {
    const model = build({ ...config, characterDropout: 0.999999 });
    // Both are unknown, so that only their digits tell them apart.
    const logitsOf = (n: number) => noGrad(() => read(model.forward(batchOf([[n, 3]])).logits));
    expect(logitsOf(400)).toEqual(logitsOf(512));
    model.eval();
    expect(logitsOf(400)).not.toEqual(logitsOf(512));
    model.dispose();
  });

  it('has a gradient for every parameter', () => {
    const model = build(config);
    tidy(() => {
      const { logits } = model.forward(batchOf([[2, 3, 44], [5]]));
      backward(sum(logits));
    });
    for (const [name, parameter] of model.namedParameters()) {
      expect(parameter.grad, name).not.toBeNull();
      parameter.grad!.dispose();
      parameter.grad = null;
    }
    model.dispose();
  });
});

it('completes and checks configurations', () => {
  expect(taggers.complete({ kind: 'transformer', embedDim: 64 })).toMatchObject({
    kind: 'transformer',
    embedDim: 64,
    characterWidths: [3, 5],
  });
  expect(() => taggers.complete({ kind: 'crf' })).toThrow('unknown kind "crf"; there are recurrent and');
  expect(() => taggers.complete({ kind: 'recurrent', embedDim: 3 })).toThrow('no option "embedDim"');
  expect(() => build({ kind: 'recurrent', characterWidths: [2] })).toThrow(DataError);
  expect(() => build({ kind: 'recurrent', characterWidths: [] })).toThrow(DataError);
  expect(() => build({ kind: 'recurrent', characterDropout: 1 })).toThrow(
    'characterDropout must be at least 0',
  );
});
