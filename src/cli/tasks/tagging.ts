import { Option } from 'commander';
import { observeAttention } from '../../attention/index.ts';
import { readTaggedSentences, type TaggedSentence, treebankWords } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { taggers } from '../../models/index.ts';
import {
  attentionViews,
  type Tagger,
  type TaggingSettings,
  tagging,
  taggingSettings,
} from '../../tasks/index.ts';
import { DataError, noGrad, tidy } from '../../tensor/index.ts';
import { meanMap, renderAttention } from '../../viz/index.ts';
import { count, percent } from '../ui/format.ts';
import { holdOut } from './holdOut.ts';
import { labelReport } from './labelReport.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import { splitFile } from './splitFile.ts';
import type { TaskCommand } from './taskCommand.ts';
import { type WordSettingValues, wordSettingOptions } from './wordSettings.ts';

interface DataValues {
  format?: 'columns' | 'conllu';
  tag: 'upos' | 'xpos';
}

interface SettingValues extends WordSettingValues {
  model: string;
  set: Record<string, unknown>;
}

/** Words with their tags, from two columns or CoNLL-U. */
export const taggingCommand: TaskCommand<TaggedSentence, TaggingSettings, Tagger> = {
  task: tagging,
  summary: 'a tag for each word: parts of speech, names, chunks',
  description:
    'Trains a tagger of words on sentences with a tag for each word: two columns, or CoNLL-U, plain or gzipped.',
  dataFormat:
    'word<TAB>tag lines with empty lines between sentences, or CoNLL-U; or a folder with train and dev files',
  noun: 'sentences',
  examples: [
    'tagging --data en_ewt/ --out tagger',
    'tagging --data en_ewt-ud-train.conllu --valid-data en_ewt-ud-dev.conllu --tag xpos --out tagger',
    'tagging --data en_ewt/ --out tagger --model transformer --set numLayers=3',
  ],
  modelOptions: describeModels(taggers),

  dataOptions: () => [
    new Option('--format <format>', 'how words are written, if the file does not show it').choices([
      'columns',
      'conllu',
    ]),
    new Option('--tag <column>', 'the tags to take from CoNLL-U').choices(['upos', 'xpos']).default('upos'),
  ],

  settingOptions: () => [
    modelOption(taggers, taggingSettings.model.kind),
    ...wordSettingOptions(taggingSettings),
  ],

  settings(options, common) {
    const values = options as unknown as SettingValues;
    const { batchWords, minFrequency, labelSmoothing } = values;
    const model = modelConfig(taggers, taggingSettings.model, values);
    return { ...taggingSettings, ...common, model, batchWords, minFrequency, labelSmoothing };
  },

  async read(path, split, options) {
    const file = await splitFile(path, split);
    if (file === null) return null;
    const { format, tag } = options as unknown as DataValues;
    const { sentences, report } = await readTaggedSentences(openFile(file), { name: file, format, tag });
    // Multiword tokens and empty nodes are nothing that is missing.
    return {
      examples: sentences,
      lines: sentences.map(({ line }) => line),
      report: { ...report, skipped: [] },
    };
  },

  holdOut,

  describe: ({ model, vocabulary, tags }, settings) =>
    `${settings.model.kind} tagger with ${count(model.countParameters())} parameters, ` +
    `${count(vocabulary.words.size)} words, ${tags.size} tags`,

  async evaluate(tagger, { examples }, _, onProgress) {
    const result = await tagging.evaluate(tagger, examples, { onProgress });
    const { metrics, words, unseenWords, byTag, confusion } = result;
    const unseen = metrics.unseenAccuracy;
    return {
      json: { ...metrics, sentences: result.examples, words, unseenWords, byTag },
      lines: [
        `accuracy   ${percent(metrics.accuracy)} of ${count(words)} words in ${count(result.examples)} sentences`,
        ...(unseen === undefined
          ? []
          : [`unseen     ${percent(unseen)} of ${count(unseenWords)} words that were not in training`]),
        ...labelReport(byTag, confusion),
      ],
    };
  },

  input: { name: 'sentence', isText: true },
  async predict(tagger, sentences, { needAttention }) {
    const tagged = await tagger.tag(sentences.map(treebankWords), { needAttention });
    return tagged.map(({ words, tags, attention }, i) => ({
      text: words.map((word, l) => `${word}/${tags[l]}`).join(' '),
      json: { text: sentences[i], words, tags, ...(attention && { attention }) },
      map:
        attention && words.length > 0
          ? (options) =>
              renderAttention(
                { ...attention[0], weights: meanMap(attention.map(({ weights }) => weights)) },
                options,
              )
          : null,
    }));
  },

  async draw(tagger, text) {
    const words = treebankWords(text);
    if (words.length === 0) throw new DataError('there is no word to tag');
    const [{ tags }] = await tagger.tag([words]);
    const { maps } = observeAttention(tagger.model, () =>
      noGrad(() => tidy(() => void tagger.model.forward(tagger.vocabulary.batch([words])))),
    );
    const names = words.map((word, l) => `${word}/${tags[l]}`);
    return {
      title: names.join(' '),
      summary: 'For each word and its tag, which words of the sentence it looked at.',
      pictures: [],
      examples: attentionViews(maps).map(({ layers }) => ({
        source: words,
        target: names,
        layers,
        title: 'Each word looks at the sentence',
      })),
    };
  },

  nextSteps: (out, { data }) => [`predict ${out} "I saw a saw" --show`, `evaluate ${out} --data ${data}`],
};
