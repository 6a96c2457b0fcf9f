import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelledText } from '../../data/index.ts';
import { countTensors, DataError, Rng, tidy, ValueError } from '../../tensor/index.ts';
import { loadModel, MemoryCheckpointStore } from '../../training/index.ts';
import { trainTask } from '../trainTask.ts';
import { type ClassificationSettings, classification, type SentenceClassifier, sentenceOf } from './index.ts';

const good = ['lovely', 'bright', 'moving'];
const bad = ['dull', 'clumsy', 'tedious'];
const other = ['a', 'the', 'film', 'plot', 'and', 'with', 'scenes', 'of', 'people'];

/** Sentences of neutral words with one that tells; "not" before it turns it round. */
function reviews(count: number, seed: number): LabelledText[] {
  const rng = new Rng(seed);
  const pick = (words: readonly string[]) => words[rng.integer(words.length)];
  return Array.from({ length: count }, (_, i) => {
    const isGood = rng.uniform() < 0.5;
    const turned = rng.uniform() < 0.5;
    const telling = [...(turned ? ['not'] : []), pick(isGood !== turned ? good : bad)];
    const neutral = () => Array.from({ length: 1 + rng.integer(4) }, () => pick(other));
    const text = [...neutral(), ...telling, ...neutral()].join(' ');
    return { text, label: isGood ? 'good' : 'bad', line: i + 1 };
  });
}

const settings: ClassificationSettings = {
  ...classification.defaultSettings,
  model: {
    kind: 'convolution',
    wordDim: 16,
    characterDim: 5,
    characterFilters: 4,
    numFilters: 16,
    widths: [3],
    dropout: 0.1,
    wordDropout: 0,
    numQueries: 1,
  },
  batchWords: 200,
  minFrequency: 1,
  length: { epochs: 12 },
  learningRate: 1e-2,
  warmup: 5,
  weightDecay: 0,
};
const [train, validation, test] = [reviews(300, 1), reviews(40, 2), reviews(60, 3)];

describe('the task of classification', () => {
  let classifier: SentenceClassifier;
  const store = new MemoryCheckpointStore();

  beforeAll(async () => {
    classifier = classification.prepare(train, settings);
    const before = countTensors();
    await trainTask(classification, { predictor: classifier, train, validation, settings, store });
    expect(countTensors()).toBe(before);
    loadModel(classifier.model, await store.load('best'));
  });
  afterAll(() => classifier.model.dispose());

  it('learns words and their neighbours, and finds the telling one', async () => {
    const { metrics, examples, confusion } = await classification.evaluate(classifier, test);
    expect(examples).toBe(60);
    expect(metrics.accuracy).toBeGreaterThan(0.95);
    expect(confusion.counts.flat().reduce((a, b) => a + b)).toBe(60);
    const text = 'the film and people of a plot not dull with scenes';
    const [{ label, attention }] = await classifier.label([sentenceOf(text)], { needAttention: true });
    expect(label).toBe('good');
    const [weights] = attention!;
    expect(weights).toHaveLength(11);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    const strongest = weights.indexOf(Math.max(...weights));
    expect([6, 7, 8, 9]).toContain(strongest);
  });

  it('says the same of a text whatever it is batched with', async () => {
    const sentences = test.slice(0, 17).map(({ text }) => sentenceOf(text));
    const together = await classifier.label(sentences, { needAttention: true });
    for (const [i, sentence] of sentences.entries()) {
      const [alone] = await classifier.label([sentence], { needAttention: true });
      expect(together[i].label).toBe(alone.label);
      for (const [v, p] of alone.probabilities.entries())
        expect(together[i].probabilities[v]).toBeCloseTo(p, 4);
      for (const [s, weight] of alone.attention![0].entries())
        expect(together[i].attention![0][s]).toBeCloseTo(weight, 4);
    }
  });

  it('comes back from its JSON and its parameters', async () => {
    const json = JSON.parse(JSON.stringify(classification.toJSON(classifier)));
    const restored = classification.fromJSON(json, settings);
    loadModel(restored.model, await store.load('best'));
    restored.model.eval();
    const sentences = test.map(({ text }) => sentenceOf(text));
    expect(await restored.label(sentences)).toEqual(await classifier.label(sentences));
    restored.model.dispose();
    expect(() => classification.fromJSON({}, settings)).toThrow(DataError);
  });

  it('names a label that it does not know, and where it stands', async () => {
    const strange = [{ text: 'a film', label: 'so-so', line: 17 }];
    await expect(classification.evaluate(classifier, strange)).rejects.toThrow(
      'line 17: there is no label "so-so"; the known ones are good, bad',
    );
    expect(() => classification.training(classifier, train, strange, settings)).toThrow('line 17');
    await expect(classification.evaluate(classifier, [])).rejects.toThrow('no examples');
  });

  it('refuses a text without a word', async () => {
    expect(classification.refuse(classifier, { text: '  ', label: 'good', line: 1 })).toBe(
      'there is no word in it',
    );
    await expect(classifier.label([sentenceOf('fine'), sentenceOf(' ')])).rejects.toThrow(ValueError);
  });
});

describe('a classifier with counts', () => {
  const sentences = test.map(({ text }) => sentenceOf(text));
  const most = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));

  it('says what the network says at a share of 0, what was counted at 1, and else the mean of their logits', async () => {
    const [network, third, counted] = [0, 1 / 3, 1].map((countsShare) => {
      const classifier = classification.prepare(train, { ...settings, countsShare });
      classifier.model.eval();
      return classifier;
    });
    expect(network.counts).toBeNull();
    const counts = third.counts!;
    const byCounts = sentences.map(({ words }) => counts.logits(words));
    expect((await counted.label(sentences)).map(({ label }) => label)).toEqual(
      byCounts.map((logits) => counted.labels.labelOf(most(logits))),
    );
    const alone = await network.label(sentences);
    const pooled = await third.label(sentences);
    for (const [i, { probabilities }] of pooled.entries()) {
      const [bad, good] = alone[i].probabilities.map((p, v) => (2 * Math.log(p) + byCounts[i][v]) / 3);
      expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(good - bad)), 5);
    }
    for (const { model } of [network, third, counted]) model.dispose();
  });

  it('leaves the training of the network alone', async () => {
    const [without, beside] = [0, 0.5].map((countsShare) =>
      classification.prepare(train, { ...settings, countsShare }),
    );
    const logits = [without, beside].map((classifier) =>
      tidy(() => [...classifier.forward(sentences).logits.read()]),
    );
    expect(logits[0]).toEqual(logits[1]);
    for (const { model } of [without, beside]) model.dispose();
  });

  it('opens what was written without counts, and refuses a share of more than all', () => {
    const classifier = classification.prepare(train, settings);
    const { counts: _, ...json } = classification.toJSON(classifier);
    const restored = classification.fromJSON(JSON.parse(JSON.stringify(json)), settings);
    expect(restored.counts).toBeNull();
    for (const { model } of [classifier, restored]) model.dispose();
    expect(() => classification.prepare(train, { ...settings, countsShare: 1.5 })).toThrow(
      'countsShare must be from 0 to 1; got 1.5',
    );
  });
});

describe.each([
  ['bag', { kind: 'bag', pooling: 'mean' }],
  ['recurrent', { kind: 'recurrent', hiddenDim: 5, attentionDim: 6, pooling: 'max' }],
  ['transformer', { kind: 'transformer', embedDim: 8, feedForwardDim: 11, pooling: 'gated' }],
  ['several queries', { kind: 'bag', numQueries: 3 }],
  ['words alone', { kind: 'convolution', widths: [1, 3], numFilters: 5, characterFilters: 0 }],
])('a classifier: %s', (_, model) => {
  const small = { ...settings, model: { wordDim: 6, characterDim: 4, ...model } };

  it('does not see the padding, and every parameter learns', async () => {
    const classifier = classification.prepare(train, small);
    const [short, long] = [sentenceOf('a dull film'), sentenceOf('the plot and the people of a moving film')];
    classifier.model.eval();
    const [alone] = await classifier.label([short]);
    const [beside] = await classifier.label([short, long]);
    expect(beside.probabilities[0]).toBeCloseTo(alone.probabilities[0], 5);
    const before = [...classifier.model.namedParameters()].map(([name, p]) => [name, p.read()] as const);
    const length = { updates: 5 };
    const store = new MemoryCheckpointStore();
    await trainTask(classification, {
      predictor: classifier,
      train,
      validation: [],
      settings: { ...small, length, weightDecay: 0 },
      store,
    });
    for (const [name, values] of before) {
      const now = classifier.model.namedParameters().get(name)!.read();
      expect(
        now.some((value, i) => value !== values[i]),
        name,
      ).toBe(true);
    }
    classifier.model.dispose();
  });
});

it.each([
  [{ kind: 'bag', pooling: 'median' }, 'unknown pooling "median"; there are attention, max, mean, gated'],
  [{ kind: 'bag', pooling: 'max', numQueries: 2 }, 'only the pooling "attention" has queries'],
  [{ kind: 'convolution', widths: [2] }, 'widths must be a list of odd numbers'],
  [{ kind: 'forest' }, 'unknown kind "forest"'],
])('refuses the model %j', (model, message) => {
  expect(() => classification.prepare(train, { ...settings, model })).toThrow(message);
});
