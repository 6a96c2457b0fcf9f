import { afterAll, describe, expect, it } from 'vitest';
import { beamSearch } from '../../generation/index.ts';
import { countTensors } from '../../tensor/index.ts';
import { MemoryCheckpointStore } from '../../training/index.ts';
import { trainTask } from '../trainTask.ts';
import { evaluateTranslator } from './evaluate.ts';
import { groupReferences, spread } from './references.ts';
import { translation } from './translation.ts';

const pairs = [
  { source: 'le chat', target: 'the cat' },
  { source: 'le chien', target: 'the dog' },
  { source: 'un chat', target: 'a cat' },
  { source: 'un chien', target: 'a dog' },
  { source: 'un chien', target: 'one dog' },
];
const model = {
  kind: 'transformer',
  embedDim: 12,
  numHeads: 3,
  feedForwardDim: 17,
  numEncoderLayers: 1,
  numDecoderLayers: 1,
};
const settings = {
  ...translation.defaultSettings,
  tokenizer: { kind: 'word' as const, vocabSize: 20 },
  model: { ...model, dropout: 0, maxLength: 11 },
  length: { updates: 80 },
  warmup: 10,
  learningRate: 2e-2,
  validateEvery: 40,
};
const translator = translation.prepare(pairs, settings);
afterAll(() => translator.model.dispose());

describe('Translator', () => {
  it('learns a handful of pairs, and leaks nothing on the way', async () => {
    // The first use makes the table of positions.
    await translator.translate(['le chat']);
    const before = countTensors();
    const report = await trainTask(translation, {
      predictor: translator,
      train: pairs.slice(0, 4),
      validation: pairs.slice(0, 1),
      settings,
      store: new MemoryCheckpointStore(),
    });
    expect(report.best?.validLoss).toBeLessThan(1);
    const targets = (await translator.translate(['un chat', 'le chien'])).map(({ target }) => target);
    expect(targets).toEqual(['a cat', 'the dog']);
    expect(countTensors()).toBe(before);
  });

  it('trains without anything held out', async () => {
    const store = new MemoryCheckpointStore();
    const run = trainTask(translation, {
      predictor: translator,
      train: pairs,
      validation: [],
      settings: { ...settings, length: { updates: 2 } },
      store,
    });
    expect((await run).history.map(({ validLoss }) => validLoss)).toEqual([null]);
  });

  it('gives each sentence its own translation, whatever it is batched with', async () => {
    const sentences = ['un chien', 'chat', '', 'le chat le chien un chat', ' \t', 'le chat'];
    const together = await translator.translate(sentences, { needAttention: true, batchSize: 2 });
    for (const [i, sentence] of sentences.entries()) {
      const [alone] = await translator.translate([sentence], { needAttention: true });
      expect(together[i].target).toBe(alone.target);
      expect(together[i].score).toBeCloseTo(alone.score, 4);
      expect(together[i].map?.source).toEqual(alone.map?.source);
    }
    expect(together[2]).toEqual({ source: '', target: '', score: 0, tokens: [], tokenCount: 0, map: null });
    expect(together[4].target).toBe('');
  });

  it('searches with beams, which never score worse', async () => {
    const sentences = pairs.map(({ source }) => source);
    const greedy = await translator.translate(sentences);
    const beams = await translator.translate(sentences, {
      strategy: beamSearch({ numBeams: 4, lengthPenalty: 0 }),
    });
    beams.forEach(({ score }, i) => {
      expect(score).toBeGreaterThanOrEqual(greedy[i].score - 1e-5);
    });
  });

  it('says where each layer looked as it read and wrote', async () => {
    const { translation: found, views } = await translator.observe('un chien');
    expect(found.target).toBe('a dog');
    expect(views.map(({ kind, source, target }) => [kind, source, target])).toEqual([
      ['encoder', ['<s>', 'un', 'chien', '</s>'], ['<s>', 'un', 'chien', '</s>']],
      ['decoder', ['<s>', 'a', 'dog'], ['a', 'dog', '</s>']],
      ['cross', ['<s>', 'un', 'chien', '</s>'], ['a', 'dog', '</s>']],
    ]);
    for (const { layers, source, target } of views) {
      expect(layers.map((heads) => heads.length)).toEqual([3]);
      for (const map of layers[0]) {
        expect(map).toHaveLength(target.length);
        for (const row of map) {
          expect(row).toHaveLength(source.length);
          expect(Array.from(row).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        }
      }
    }
    // What the layers said together is what the map of the translation says: the mean of the last layer's heads.
    const cross = views[2].layers[0];
    const mean = cross[0].map((row, l) =>
      Array.from(row, (_, s) => cross.reduce((sum, map) => sum + map[l][s], 0) / 3),
    );
    expect(mean[0][1]).toBeCloseTo(found.map!.weights[0][0] as number, 5);
    await expect(translator.observe(' ')).rejects.toThrow('no word');
  });

  it('refuses what is longer than the model reads', async () => {
    const long = 'chat '.repeat(10);
    expect(translator.refuse(long)).toContain('12 tokens; this model reads 11');
    expect(translator.refuse('chat')).toBeNull();
    await expect(translator.translate(['chat', long])).rejects.toThrow('sentence 2');
  });
});

it('evaluates each source once, against all its references', async () => {
  const refused: string[] = [];
  const { bleu, translations, references } = await evaluateTranslator(
    translator,
    [...pairs, { source: 'chat '.repeat(10).trim(), target: 'cats' }],
    { onRefused: (source) => refused.push(source) },
  );
  expect(translations).toHaveLength(5);
  expect(references[3]).toEqual({ source: 'un chien', references: ['a dog', 'one dog'] });
  expect(refused).toHaveLength(1);
  // Sentences of two words have no longer n-grams, so that only the first precisions can tell.
  expect(bleu.precisions[0]).toBeGreaterThan(50);
});

it('groups and spreads', () => {
  expect(groupReferences(pairs).map(({ source }) => source)).toEqual([
    'le chat',
    'le chien',
    'un chat',
    'un chien',
  ]);
  expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3)).toEqual([0, 3, 6]);
  expect(spread([0, 1], 5)).toEqual([0, 1]);
});
