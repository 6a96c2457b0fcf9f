import { afterAll, describe, expect, it } from 'vitest';
import type { LabelledImage } from '../../data/index.ts';
import { countTensors, DataError, Rng } from '../../tensor/index.ts';
import { loadModel, MemoryCheckpointStore } from '../../training/index.ts';
import { trainTask } from '../trainTask.ts';
import { image } from './image.ts';
import type { ImageClassifier } from './imageClassifier.ts';
import { type ImageSettings, imageSettings } from './settings.ts';

const SIDE = 8;

/** A picture of faint noise with a light bar through it: across in one row, or down in one column. */
function bar(label: string, rng: Rng, isOn: (row: number, column: number) => boolean): LabelledImage {
  const pixels = Uint8Array.from(
    { length: SIDE * SIDE },
    (_, i) => rng.integer(40) + (isOn(Math.floor(i / SIDE), i % SIDE) ? 200 : 0),
  );
  return { image: { width: SIDE, height: SIDE, pixels }, label };
}

/** Bars across and down, anywhere. */
const orientations = (count: number, rng = new Rng(1)) =>
  Array.from({ length: count }, (_, i) => {
    const at = 1 + rng.integer(SIDE - 2);
    return i % 2 === 0
      ? bar('across', rng, (row) => row === at)
      : bar('down', rng, (_, column) => column === at);
  });

/** The same spot, in the left or in the right half, at the same place of its patch: only its position tells. */
const sides = (count: number, rng = new Rng(2)) =>
  Array.from({ length: count }, (_, i) => {
    const [at, start] = [rng.integer(SIDE), (i % 2) * (SIDE / 2)];
    return bar(i % 2 === 0 ? 'left' : 'right', rng, (row, column) => row === at && column === start + 1);
  });

const transformer = {
  kind: 'transformer',
  patchSize: 4,
  embedDim: 16,
  numHeads: 2,
  feedForwardDim: 16,
  numLayers: 1,
};
const convolution = { kind: 'convolution', numLayers: 2, channels: 4, hiddenDim: 16 };
const settings: ImageSettings = {
  ...imageSettings,
  model: transformer,
  batchSize: 16,
  augmentation: { shift: 0, rotation: 0, scale: 0 },
  length: { updates: 120 },
  learningRate: 1e-2,
  warmup: 10,
  seed: 4,
};

const made: ImageClassifier[] = [];
afterAll(() => {
  for (const { model } of made) model.dispose();
});

function prepare(examples: readonly LabelledImage[], changes: Partial<ImageSettings> = {}): ImageClassifier {
  const classifier = image.prepare(examples, { ...settings, ...changes });
  made.push(classifier);
  return classifier;
}

async function learn(examples: readonly LabelledImage[], changes: Partial<ImageSettings> = {}) {
  const predictor = prepare(examples, changes);
  const [train, validation] = [examples.slice(40), examples.slice(0, 40)];
  const store = new MemoryCheckpointStore();
  const report = await trainTask(image, {
    predictor,
    train,
    validation,
    settings: { ...settings, ...changes },
    store,
  });
  return { predictor, store, accuracy: report.best?.metrics.accuracy };
}

describe('learning', () => {
  it.each([transformer, convolution])('tells bars across from bars down: %j', async (model) => {
    expect((await learn(orientations(160), { model })).accuracy).toBeGreaterThan(0.95);
  });

  it.each([
    ['learned', 0.95, 1],
    ['sinusoidal', 0.95, 1],
    ['none', 0, 0.75],
  ])('tells left from right with positions only: %s', async (positions, least, most) => {
    const { accuracy } = await learn(sides(160), { model: { ...transformer, positions } });
    expect(accuracy).toBeGreaterThanOrEqual(least);
    expect(accuracy).toBeLessThanOrEqual(most);
  });

  it('goes on to the same bits, augmentation and dropout included', async () => {
    const examples = orientations(60);
    const changes = {
      model: { ...transformer, dropout: 0.1 },
      augmentation: { shift: 1, rotation: 20, scale: 0.1 },
      schedule: 'constant' as const,
      validateEvery: 3,
    };
    const run = async (
      predictor: ImageClassifier,
      updates: number,
      store: MemoryCheckpointStore,
      resume = false,
    ) => {
      const own = { ...settings, ...changes, length: { updates } };
      const halves = { train: examples.slice(20), validation: examples.slice(0, 20) };
      await trainTask(image, { predictor, ...halves, settings: own, store, resume });
      return [...predictor.model.stateDict().values()].map((tensor) => [...tensor.read()]);
    };
    const straight = await run(prepare(examples, changes), 9, new MemoryCheckpointStore());
    const store = new MemoryCheckpointStore();
    await run(prepare(examples, changes), 4, store);
    expect(await run(prepare(examples, changes), 9, store, true)).toEqual(straight);
  });

  it('leaks nothing', async () => {
    const examples = orientations(50);
    const predictor = prepare(examples);
    const before = countTensors();
    await trainTask(image, {
      predictor,
      train: examples.slice(10),
      validation: examples.slice(0, 10),
      settings: { ...settings, length: { updates: 3 } },
      store: new MemoryCheckpointStore(),
    });
    await predictor.label([examples[0].image], { needAttention: true });
    predictor.attention(examples[0].image);
    expect(countTensors()).toBe(before);
  });
});

describe('a classifier', () => {
  const examples = sides(60);
  const images = examples.map((example) => example.image);

  it('says the label, how probable each is, and where it looked', async () => {
    const classifier = prepare(examples);
    const found = await classifier.label(images, { needAttention: true });
    expect(found).toHaveLength(60);
    for (const [i, { label, probabilities, attention }] of found.entries()) {
      expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
      expect(label).toBe(['left', 'right'][probabilities[0] >= probabilities[1] ? 0 : 1]);
      const looked = classifier.attention(images[i]);
      expect(looked?.heads.flatMap((map) => map.flatMap((row) => [...row]))).toEqual(
        attention?.flatMap((head) => [...head].map((weight) => expect.closeTo(weight, 5))),
      );
      expect(looked?.heads).toHaveLength(2);
      for (const map of [...(looked?.heads ?? []), looked?.rollout ?? []]) {
        expect(map.map((row) => row.length)).toEqual([2, 2]);
        expect(map.flatMap((row) => [...row]).reduce((sum, w) => sum + w)).toBeCloseTo(1, 5);
      }
    }
  });

  it('looks at nothing by convolutions', async () => {
    const classifier = prepare(examples, { model: convolution });
    const [{ attention }] = await classifier.label([images[0]], { needAttention: true });
    expect(attention).toBeNull();
    expect(classifier.attention(images[0])).toBeNull();
  });

  it('comes back from JSON and a checkpoint', async () => {
    const { predictor, store } = await learn(examples, { length: { updates: 5 } });
    loadModel(predictor.model, await store.load('best'));
    const again = image.fromJSON(JSON.parse(JSON.stringify(image.toJSON(predictor))), settings);
    made.push(again);
    loadModel(again.model, await store.load('best'));
    expect(await again.label(images)).toEqual(await predictor.label(images));
  });

  it('is evaluated on accuracy, and on which label is taken for which', async () => {
    const classifier = prepare(examples);
    const progress: number[] = [];
    const {
      metrics,
      examples: count,
      confusion,
    } = await image.evaluate(classifier, examples, {
      onProgress: (done) => progress.push(done),
    });
    expect(count).toBe(60);
    expect(progress.at(-1)).toBe(60);
    expect(confusion.labels).toEqual(['left', 'right']);
    expect((confusion.counts[0][0] + confusion.counts[1][1]) / 60).toBeCloseTo(metrics.accuracy, 12);
    await expect(image.evaluate(classifier, [])).rejects.toThrow('there are no examples');
    const stop = AbortSignal.abort();
    await expect(image.evaluate(classifier, examples, { signal: stop })).rejects.toThrow('abort');
  });

  it('refuses pictures of another size, and unknown labels', async () => {
    const classifier = prepare(examples);
    const small = { width: 5, height: 7, pixels: new Uint8Array(35) };
    const why = 'the picture is 5 x 7 pixels; this model was trained on 8 x 8';
    expect(image.refuse(classifier, { image: small, label: 'left' })).toContain(why);
    await expect(classifier.label([images[0], small])).rejects.toThrow(`input 2: ${why}`);
    expect(() => classifier.attention(small)).toThrow(`attention: ${why}`);
    expect(image.refuse(classifier, examples[0])).toBeNull();
    const unknown = [{ image: images[0], label: 'up' }];
    await expect(image.evaluate(classifier, unknown)).rejects.toThrow('left, right');
    expect(() => image.training(classifier, unknown, [], settings)).toThrow('there is no label "up"');
  });

  it('turns dark on light into light on dark, as it was trained on', () => {
    const classifier = prepare(examples);
    const negative = { ...images[0], pixels: images[0].pixels.map((shade) => 255 - shade) };
    expect(classifier.withKnownPolarity(images[0])).toEqual({ image: images[0], inverted: false });
    expect(classifier.withKnownPolarity(negative)).toEqual({ image: images[0], inverted: true });
  });
});

it('needs pictures of one size', () => {
  expect(() => prepare([])).toThrow(DataError);
  const odd = { label: 'x', image: { width: 3, height: 2, pixels: new Uint8Array(6) } };
  expect(() => prepare([...sides(2), odd])).toThrow('the first is 8 x 8 pixels, picture 3 3 x 2');
});

it.each([null, {}, { width: 8, height: 8, mean: 1, deviation: 0, border: 1, labels: ['a'] }])(
  'does not take %j for a classifier',
  (json) => {
    expect(() => image.fromJSON(json, settings)).toThrow('a classifier needs width and height');
  },
);
