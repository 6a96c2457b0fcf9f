import { afterAll, describe, expect, it } from 'vitest';
import { DataError, Rng, ValueError } from '../../tensor/index.ts';
import { loadModel, MemoryCheckpointStore } from '../../training/index.ts';
import { trainTask } from '../trainTask.ts';
import { type SpeechSettings, speechSettings } from './settings.ts';
import { type LabelledRecording, speech } from './speech.ts';
import type { SpeechClassifier } from './speechClassifier.ts';

const RATE = 4000;

/** Tones one after the other, in noise, of chance length and loudness. */
function tones(hertz: readonly number[], rng: Rng, sampleRate = RATE): Float32Array {
  const loudness = 0.01 + rng.uniform();
  return Float32Array.from(
    hertz.flatMap((f) => {
      const length = Math.round(sampleRate * (0.08 + 0.06 * rng.uniform()));
      return Array.from(
        { length },
        (_, i) => loudness * (Math.sin((2 * Math.PI * f * i) / sampleRate) + 0.1 * rng.normal()),
      );
    }),
  );
}

const melodies: Readonly<Record<string, readonly number[]>> = {
  rising: [400, 800, 1400],
  falling: [1400, 800, 400],
  valley: [1400, 400, 800],
};
const names = Object.keys(melodies);

/** The same tones in every one: only their order tells. */
const recordings = (count: number, rng = new Rng(1)): LabelledRecording[] =>
  Array.from({ length: count }, (_, i) => {
    const label = names[i % names.length];
    return { samples: tones(melodies[label], rng), sampleRate: RATE, label, file: `${label}_${i}.wav` };
  });

const sizes = { channels: 16, numQueries: 2, dropout: 0.1 };
const transformer = {
  ...sizes,
  kind: 'transformer',
  embedDim: 16,
  numHeads: 2,
  feedForwardDim: 16,
  numLayers: 1,
  window: 6,
};
const settings: SpeechSettings = {
  ...speechSettings,
  model: transformer,
  features: { ...speechSettings.features, melBands: 12 },
  batchFrames: 400,
  length: { updates: 150 },
  learningRate: 1e-2,
  warmup: 10,
  seed: 3,
};

const made: SpeechClassifier[] = [];
afterAll(() => {
  for (const { model } of made) model.dispose();
});

function prepare(
  examples: readonly LabelledRecording[],
  changes: Partial<SpeechSettings> = {},
): SpeechClassifier {
  const classifier = speech.prepare(examples, { ...settings, ...changes });
  made.push(classifier);
  return classifier;
}

async function learn(changes: Partial<SpeechSettings> = {}) {
  const examples = recordings(150);
  const predictor = prepare(examples, changes);
  const store = new MemoryCheckpointStore();
  const own = { ...settings, ...changes };
  const [train, validation] = [examples.slice(30), examples.slice(0, 30)];
  const report = await trainTask(speech, { predictor, train, validation, settings: own, store });
  predictor.model.eval();
  return { predictor, store, accuracy: report.best?.metrics.accuracy };
}

describe('learning', () => {
  it.each([
    transformer,
    { ...sizes, kind: 'recurrent', hiddenDim: 8, attentionDim: 16, numHeads: 2 },
    { ...sizes, kind: 'convolution', numFilters: 8, widths: [5] },
  ])('tells melodies of the same tones apart: %j', async (model) => {
    expect((await learn({ model })).accuracy).toBeGreaterThan(0.95);
  });

  it('goes on to the same bits, augmentation and dropout included', async () => {
    const examples = recordings(40);
    const run = async (
      predictor: SpeechClassifier,
      updates: number,
      store: MemoryCheckpointStore,
      resume = false,
    ) => {
      const own: SpeechSettings = {
        ...settings,
        length: { updates },
        schedule: 'constant',
        validateEvery: 3,
        batchFrames: 200,
      };
      const parts = { train: examples.slice(10), validation: examples.slice(0, 10) };
      await trainTask(speech, { predictor, ...parts, settings: own, store, resume });
      return [...predictor.model.stateDict().values()].map((tensor) => [...tensor.read()]);
    };
    const straight = await run(prepare(examples), 9, new MemoryCheckpointStore());
    const store = new MemoryCheckpointStore();
    await run(prepare(examples), 4, store);
    expect(await run(prepare(examples), 9, store, true)).toEqual(straight);
  });
});

describe('use', () => {
  it('is the same when kept and loaded, for any loudness and rate, with attention for each place', async () => {
    const { predictor, store } = await learn();
    const json = JSON.parse(JSON.stringify(speech.toJSON(predictor)));
    const kept = speech.fromJSON(json, JSON.parse(JSON.stringify(settings)));
    made.push(kept);
    for (const classifier of [kept, predictor]) loadModel(classifier.model, await store.load('best'));
    kept.model.eval();
    expect(kept.sampleRate).toBe(RATE);
    expect(kept.labels.labels).toEqual(names.toSorted());

    const rng = new Rng(9);
    const sounds = names.map((name) => ({ samples: tones(melodies[name], rng), sampleRate: RATE }));
    const frames = sounds.map((sound) => predictor.framesOf(sound));
    const labelled = await kept.label(frames, { needAttention: true });
    expect(labelled.map(({ label }) => label)).toEqual(names);
    expect(labelled).toEqual(await predictor.label(frames, { needAttention: true }));
    for (const [i, { attention }] of labelled.entries()) {
      expect(attention).toHaveLength(2);
      for (const row of attention!) {
        expect(row).toHaveLength(Math.ceil(frames[i].T / 2));
        expect(row.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 4);
      }
    }

    const quiet = sounds.map(({ samples, sampleRate }) =>
      kept.framesOf({ samples: samples.map((x) => x / 10), sampleRate }),
    );
    const faster = names.map((name) =>
      kept.framesOf({ samples: tones(melodies[name], rng, 11025), sampleRate: 11025 }),
    );
    for (const other of [quiet, faster]) {
      expect((await kept.label(other)).map(({ label }) => label)).toEqual(names);
    }
  });

  it('measures accuracy label by label, and says where an unknown label is', async () => {
    const examples = recordings(12);
    const classifier = prepare(examples);
    const { metrics, examples: count, confusion } = await speech.evaluate(classifier, examples);
    expect(count).toBe(12);
    expect(metrics.accuracy).toBeGreaterThanOrEqual(0);
    expect(confusion.counts.flat().reduce((sum, n) => sum + n)).toBe(12);
    const unknown = [{ ...examples[0], label: 'humming' }];
    await expect(speech.evaluate(classifier, unknown)).rejects.toThrow(
      /rising_0.wav: there is no label "humming"/,
    );
  });

  it('refuses what is too short, of other bands, or nothing', async () => {
    const [example] = recordings(1);
    const classifier = prepare([example]);
    const short = { ...example, samples: example.samples.slice(0, 99) };
    expect(speech.refuse(classifier, example)).toBeNull();
    expect(speech.refuse(classifier, short)).toBe(
      'rising_0.wav: it lasts 24.8 ms; at least one frame of 25 ms is needed',
    );
    expect(speech.refuse(classifier, { ...short, samples: new Float32Array(0) })).toContain('no sound');
    expect(() => classifier.framesOf(short)).toThrow(ValueError);
    await expect(classifier.label([{ frames: new Float32Array(8), T: 1, M: 8 }])).rejects.toThrow(
      'its frames have 8 bands; this model was trained on 12',
    );
    expect(() => speech.prepare([], settings)).toThrow(DataError);
    expect(() => speech.fromJSON({ labels: ['a'] }, settings)).toThrow('needs a sampleRate');
    expect(() => speech.fromJSON(null, settings)).toThrow(DataError);
  });
});
