import { Option } from 'commander';
import { readPairs, splitPairs } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { beamSearch, type DecodingStrategy, greedy } from '../../generation/index.ts';
import { formatBleu } from '../../metrics/index.ts';
import { sequenceToSequenceModels } from '../../models/index.ts';
import {
  evaluateTranslator,
  groupReferences,
  spread,
  type TranslationSettings,
  translation,
  translationSettings,
} from '../../tasks/index.ts';
import { renderAttention } from '../../viz/index.ts';
import { count, duration } from '../ui/format.ts';
import { fraction, positiveInteger } from '../ui/numbers.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import { splitFile } from './splitFile.ts';
import type { TaskCommand } from './taskCommand.ts';

interface DataValues {
  source: number;
  target: number;
  header?: boolean;
}

interface SettingValues {
  model: string;
  set: Record<string, unknown>;
  tokenizer: 'bpe' | 'word';
  vocab: number;
  batchTokens: number;
  maxTokens: number;
  labelSmoothing: number;
}

const d = translationSettings;

/** Sentence pairs from columns of a file. */
export const translationCommand: TaskCommand<
  { source: string; target: string },
  TranslationSettings,
  ReturnType<typeof translation.fromJSON>
> = {
  task: translation,
  summary: 'sentences to sentences: a translator, from tab-separated pairs',
  description: 'Trains a translator on any file of tab-separated sentence pairs, plain or gzipped.',
  dataFormat: 'tab-separated pairs, plain or gzipped, or a folder with train and valid files of them',
  noun: 'pairs',
  examples: [
    'translation --data fra.tsv.gz --source 2 --target 1 --out model',
    'translation --data fra.tsv.gz --source 2 --target 1 --out small --set embedDim=128 --set numHeads=4 --minutes 10',
    'translation --data fra.tsv.gz --out lstm --model recurrent --set score=additive',
    'translation --data fra.tsv.gz --out probe --updates 60 --profile',
    'translation --out model --resume --updates 40000',
  ],
  modelOptions: describeModels(sequenceToSequenceModels),

  dataOptions: () => [
    new Option('--source <column>', 'column of the source language').argParser(positiveInteger).default(1),
    new Option('--target <column>', 'column of the target language').argParser(positiveInteger).default(2),
    new Option('--header', 'the first line names the columns').default(false),
  ],

  settingOptions: () => [
    modelOption(sequenceToSequenceModels, d.model.kind),
    new Option('--tokenizer <kind>', 'pieces of words, or whole words')
      .choices(['bpe', 'word'])
      .default(d.tokenizer.kind),
    new Option('--vocab <n>', 'size of the vocabulary')
      .argParser(positiveInteger)
      .default(d.tokenizer.vocabSize),
    new Option('--batch-tokens <n>', 'the most tokens in a batch, padding included')
      .argParser(positiveInteger)
      .default(d.batchTokens),
    new Option('--max-tokens <n>', 'skip pairs with a longer side')
      .argParser(positiveInteger)
      .default(d.maxPairTokens),
    new Option('--label-smoothing <p>', 'share of each target spread over the vocabulary')
      .argParser(fraction)
      .default(d.labelSmoothing),
  ],

  settings(options, common) {
    const { tokenizer, vocab, batchTokens, maxTokens, labelSmoothing } = options as unknown as SettingValues;
    return {
      ...d,
      ...common,
      model: modelConfig(sequenceToSequenceModels, d.model, options as unknown as SettingValues),
      tokenizer: { kind: tokenizer, vocabSize: vocab },
      batchTokens,
      maxPairTokens: maxTokens,
      labelSmoothing,
    };
  },

  async read(path, split, options) {
    const file = await splitFile(path, split);
    if (file === null) return null;
    const { source, target, header } = options as unknown as DataValues;
    const columns = { sourceColumn: source, targetColumn: target, header };
    const { pairs, lineNumbers, report } = await readPairs(openFile(file), { ...columns, name: file });
    return { examples: pairs, lines: lineNumbers, report };
  },

  holdOut: (pairs, valid, seed) => splitPairs(pairs, { valid, seed }),

  describe: ({ model, tokenizer }, settings) =>
    `${settings.model.kind} with ${count(model.countParameters())} parameters, vocabulary of ${count(tokenizer.vocabSize)}`,

  // So many sources, each with all of its references.
  limit(pairs, count) {
    const chosen = new Set(spread(groupReferences(pairs), count).map(({ source }) => source));
    return pairs.filter(({ source }) => chosen.has(source));
  },
  evaluateOptions: () => [beamOption()],
  async evaluate(translator, { examples }, options, onProgress) {
    const { beam = 1 } = options as { beam?: number };
    const result = await evaluateTranslator(translator, examples, {
      strategy: strategyFor(beam),
      onRefused: (source, why) => console.error(`heed: left untranslated: "${source.slice(0, 40)}…": ${why}`),
      onProgress,
    });
    const { bleu, translations, seconds, sentencesPerSecond, tokensPerSecond } = result;
    const sentences = translations.length;
    return {
      json: { bleu, sentences, seconds, sentencesPerSecond, tokensPerSecond },
      lines: [
        `BLEU       ${formatBleu(bleu)}`,
        `sentences  ${count(sentences)} in ${duration(seconds)}: ${sentencesPerSecond.toFixed(1)} sentences/s, ${count(tokensPerSecond)} tokens/s`,
      ],
    };
  },

  input: { name: 'sentence', isText: true },
  async predict(translator, sentences, { needAttention }) {
    const translations = await translator.translate(sentences, { needAttention });
    return translations.map(({ source, target, score, map }) => ({
      text: target,
      json: { source, target, score, ...(map && { map }) },
      map: map && ((options) => renderAttention(map, options)),
    }));
  },

  async draw(translator, sentence) {
    const { translation: found, views } = await translator.observe(sentence);
    const { map } = found;
    return {
      title: `${found.source} → ${found.target}`,
      summary:
        'What each word that was written came from, and then every layer and head of the model, piece by piece.',
      pictures: [],
      examples: [
        ...(map === null ? [] : [{ ...map, title: 'Word by word', name: 'last layer' }]),
        ...views.map(({ kind, source, target, layers }) => ({ source, target, layers, title: VIEWS[kind] })),
      ],
    };
  },

  nextSteps: (out, { data, source, target }) => [
    `translate ${out} "…" --show`,
    `evaluate ${out} --data ${data} --source ${source} --target ${target} --limit 500`,
  ],
};

const VIEWS = {
  encoder: 'The source reads itself',
  decoder: 'What is written looks at what was written before',
  cross: 'What is written looks at the source',
};

/** How wide to search; 1 unless given. */
export function beamOption(): Option {
  return new Option('--beam <n>', 'search with n beams; 1 is greedy').argParser(positiveInteger);
}

export function strategyFor(beam: number): DecodingStrategy {
  return beam === 1 ? greedy() : beamSearch({ numBeams: beam });
}
