import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaggedSentence } from '../../data/index.ts';
import { countTensors, DataError, Rng, ValueError } from '../../tensor/index.ts';
import { loadModel, MemoryCheckpointStore, type TrainingReport } from '../../training/index.ts';
import { trainTask } from '../trainTask.ts';
import type { Tagger } from './tagger.ts';
import { tagging } from './tagging.ts';

/** A grammar in which `saw` and `duck` are verbs after a name and nouns after an article, and endings tell the rest. */
function grammar(count: number, seed: number): TaggedSentence[] {
  const rng = new Rng(seed);
  const pick = (words: string): string => {
    const all = words.split(' ');
    return all[rng.integer(all.length)];
  };
  const stem = (): string => pick('bra plo tri gre mu ka') + pick('l n r st mp') + pick('a o i e');
  const phrase = (): [string, string][] => {
    const noun = rng.uniform() < 0.5 ? pick('saw duck') : `${stem()}ness`;
    const adjective: [string, string][] = rng.uniform() < 0.5 ? [[`${stem()}ous`, 'ADJ']] : [];
    return [[pick('the a'), 'DET'], ...adjective, [noun, 'NOUN']];
  };
  return Array.from({ length: count }, (_, i) => {
    const subject: [string, string][] = rng.uniform() < 0.5 ? [[pick('I we they'), 'PRON']] : phrase();
    const verb = rng.uniform() < 0.5 ? pick('saw duck') : `${stem()}ify`;
    const pairs = [...subject, [verb, 'VERB'], ...(rng.uniform() < 0.7 ? phrase() : [])];
    return { words: pairs.map(([word]) => word), tags: pairs.map(([, tag]) => tag), line: 10 * i + 1 };
  });
}

const words = { wordDim: 12, characterDim: 8, characterWidths: [3], characterFilters: 16 };
const settings = {
  ...tagging.defaultSettings,
  model: { kind: 'recurrent', ...words, hiddenDim: 16, attentionDim: 16, numHeads: 2, dropout: 0.1 },
  batchWords: 120,
  length: { epochs: 14 },
  learningRate: 1e-2,
  warmup: 10,
};
const train = grammar(600, 1);
const held = grammar(60, 2);
const tagged = (text: string, tags = ''): TaggedSentence => ({
  words: text.split(' '),
  tags: tags.split(' '),
  line: 1,
});

describe('tagging', () => {
  const store = new MemoryCheckpointStore();
  let tagger: Tagger;
  let report: TrainingReport;
  let leaked: number;

  beforeAll(async () => {
    tagger = tagging.prepare(train, settings);
    const before = countTensors();
    report = await trainTask(tagging, { predictor: tagger, train, validation: held, settings, store });
    leaked = countTensors() - before;
  });
  afterAll(() => tagger.model.dispose());

  const tagsOf = async (text: string): Promise<string> =>
    (await tagger.tag([text.split(' ')]))[0].tags.join(' ');

  it('learns which tag a word has from its neighbours, and leaks nothing on the way', async () => {
    expect(report.best?.metrics.accuracy).toBeGreaterThan(0.98);
    expect(report.best?.validLoss).toBeLessThan(0.1);
    expect(await tagsOf('I saw a saw')).toBe('PRON VERB DET NOUN');
    expect(await tagsOf('the duck duck')).toBe('DET NOUN VERB');
    expect(leaked).toBe(0);
  });

  it('tells words that it has never seen by their endings', async () => {
    expect(await tagsOf('we wibblify the quxous Zumbness')).toBe('PRON VERB DET ADJ NOUN');
  });

  it('gives each sentence its own tags and maps, whatever it is batched with', async () => {
    const sentences = [...held.slice(0, 7).map((sentence) => sentence.words)];
    const together = await tagger.tag(sentences, { needAttention: true, batchWords: 16 });
    for (const [i, words] of sentences.entries()) {
      const [alone] = await tagger.tag([words], { needAttention: true });
      expect(together[i].words).toEqual(words);
      expect(together[i].tags).toEqual(alone.tags);
      expect(together[i].attention).toHaveLength(2);
      for (const { source, target, weights } of together[i].attention!) {
        expect([source, target]).toEqual([words, words]);
        expect(weights.map((row) => row.length)).toEqual(words.map(() => words.length));
        for (const row of weights) expect(Array.from(row).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      }
      together[i].probabilities.forEach((row, l) => {
        expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        expect(row[0]).toBeCloseTo(alone.probabilities[l][0], 5);
      });
    }
    expect((await tagger.tag([['saw']]))[0].attention).toBeNull();
    expect(await tagger.tag([])).toEqual([]);
    const [nothing] = await tagger.tag([[], ['saw']]);
    expect(nothing).toEqual({ words: [], tags: [], probabilities: [], attention: null });
  });

  it('comes back from JSON and a checkpoint as it was', async () => {
    const again = tagging.fromJSON(JSON.parse(JSON.stringify(tagging.toJSON(tagger))), settings);
    loadModel(again.model, await store.load('last'));
    again.model.eval();
    const sentences = held.map((sentence) => sentence.words);
    const [before, after] = [await tagger.tag(sentences), await again.tag(sentences)];
    expect(after).toEqual(before);
    expect(again.vocabulary.hasSeen('SAW')).toBe(true);
    again.model.dispose();
  });

  it('evaluates by word, by words never seen and by tag', async () => {
    const { metrics, examples, words, unseenWords, byTag, confusion } = await tagging.evaluate(tagger, [
      tagged('I saw a saw', 'PRON VERB DET NOUN'),
      // The second tag is wrong on purpose.
      tagged('the Zumbness', 'DET VERB'),
    ]);
    expect(metrics.accuracy).toBeCloseTo(5 / 6, 12);
    expect(metrics.unseenAccuracy).toBe(0);
    expect([examples, words, unseenWords]).toEqual([2, 6, 1]);
    expect(byTag.find(({ label }) => label === 'VERB')).toMatchObject({
      precision: 1,
      recall: 0.5,
      support: 2,
    });
    expect(metrics.macroF1).toBeCloseTo((1 + 1 + 2 / 3 + 2 / 3) / 4, 12);
    const [noun, verb] = ['NOUN', 'VERB'].map((tag) => confusion.labels.indexOf(tag));
    expect(confusion.counts[verb][noun]).toBe(1);
    const seen = await tagging.evaluate(tagger, [tagged('I saw', 'PRON VERB')]);
    expect(Object.keys(seen.metrics)).toEqual(['accuracy', 'macroF1']);
  });

  it('names a tag that was not in training, and its line', async () => {
    const strange = { ...tagged('I saw it', 'PRON VERB WHAT'), line: 41 };
    const message = 'the sentence with the word "it", line 41: there is no label "WHAT"';
    await expect(tagging.evaluate(tagger, [strange])).rejects.toThrow(message);
    expect(() => tagging.training(tagger, train, [strange], settings)).toThrow(DataError);
  });

  it('refuses what it cannot tag or learn from', async () => {
    await expect(tagger.tag([['a'], ['saw', '']])).rejects.toThrow(ValueError);
    await expect(tagger.tag([['a'], ['saw', '']])).rejects.toThrow('sentence 2');
    await expect(tagging.evaluate(tagger, [])).rejects.toThrow('no words to evaluate on');
    expect(() => tagging.prepare([], settings)).toThrow(DataError);
    expect(() => tagging.prepare(train, { ...settings, model: { kind: 'hmm' } })).toThrow(
      'unknown kind "hmm"',
    );
    expect(() => tagging.fromJSON({ words: ['a'] }, settings)).toThrow(DataError);
    expect(() => tagging.fromJSON(null, settings)).toThrow(DataError);
  });

  it('stops on a signal between batches', async () => {
    const stop = new AbortController();
    const run = tagger.tag([['a'], ['the', 'saw']], {
      batchWords: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(run).rejects.toThrow('aborted');
  });
});

it('learns with a Transformer as well, and without anything held out', async () => {
  const transformer = {
    ...settings,
    model: { kind: 'transformer', ...words, embedDim: 24, numHeads: 2, feedForwardDim: 32, dropout: 0.1 },
  };
  const tagger = tagging.prepare(train, transformer);
  const store = new MemoryCheckpointStore();
  const report = await trainTask(tagging, {
    predictor: tagger,
    train,
    validation: [],
    settings: transformer,
    store,
  });
  expect(report.history.at(-1)?.validLoss).toBeNull();
  expect((await tagging.evaluate(tagger, held)).metrics.accuracy).toBeGreaterThan(0.95);
  const [{ attention }] = await tagger.tag([['I', 'saw']], { needAttention: true });
  expect(attention).toHaveLength(2);
  tagger.model.dispose();
});
