// A tiny recurrent network learns to write a sequence backwards, and its attention shows how: from the end to the start.
import {
  evaluateTranslator,
  MemoryCheckpointStore,
  Rng,
  renderAttention,
  trainTask,
  translation,
} from 'heed';

const rng = new Rng(7);
const letters = [...'abcdefghij'];
const pairs = Array.from({ length: 3000 }, () => {
  const word = Array.from({ length: 3 + rng.integer(5) }, () => letters[rng.integer(letters.length)]);
  return { source: word.join(' '), target: word.reverse().join(' ') };
});
const [train, validation] = [pairs.slice(0, 2900), pairs.slice(2900)];

const settings = {
  ...translation.defaultSettings,
  model: { kind: 'recurrent', cell: 'gru', score: 'bilinear', embedDim: 24, hiddenDim: 48, dropout: 0 },
  tokenizer: { kind: 'word' as const, vocabSize: 100 },
  batchTokens: 512,
  length: { updates: 400 },
  learningRate: 1e-2,
  warmup: 20,
  labelSmoothing: 0,
  schedule: 'linear' as const,
  validateEvery: 100,
};
const translator = translation.prepare(train, settings);
await trainTask(translation, {
  predictor: translator,
  train,
  validation,
  settings,
  store: new MemoryCheckpointStore(),
});

const { translations, references } = await evaluateTranslator(translator, validation);
const right = translations.filter(({ target }, i) => references[i].references.includes(target)).length;
console.log(`${right} of ${translations.length} unseen sequences written backwards without a mistake`);
const [{ map }] = await translator.translate(['a b c d e f'], { needAttention: true });
if (map !== null) console.log(renderAttention(map, { color: false }));
if (right < 0.9 * translations.length) throw new Error('it did not learn to reverse');
