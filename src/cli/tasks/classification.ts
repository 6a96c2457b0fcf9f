import { Option } from 'commander';
import { observeAttention } from '../../attention/index.ts';
import { type Column, type LabelledText, readLabelledTexts } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { textClassifiers } from '../../models/index.ts';
import {
  attentionViews,
  type ClassificationSettings,
  classification,
  classificationSettings,
  type SentenceClassifier,
  sentenceOf,
} from '../../tasks/index.ts';
import { noGrad, tidy } from '../../tensor/index.ts';
import { type Picture, renderText, textMap } from '../../viz/index.ts';
import { column } from '../ui/column.ts';
import { count, percent } from '../ui/format.ts';
import { zeroToOne } from '../ui/numbers.ts';
import { holdOut } from './holdOut.ts';
import { likeliest, meanWeights, measuredLabels } from './labelReport.ts';
import { describeModels, modelConfig, modelOption } from './modelOptions.ts';
import { splitFile } from './splitFile.ts';
import type { TaskCommand } from './taskCommand.ts';
import { type WordSettingValues, wordSettingOptions } from './wordSettings.ts';

interface DataValues {
  text: Column;
  label: Column;
  header?: boolean;
  format?: 'tsv' | 'csv';
}

interface SettingValues extends WordSettingValues {
  model: string;
  set: Record<string, unknown>;
  countsShare: number;
}

/** Texts with their labels, from columns of a table. */
export const classificationCommand: TaskCommand<LabelledText, ClassificationSettings, SentenceClassifier> = {
  task: classification,
  summary: 'a label for a text: sentiment, topic, intent',
  description: 'Trains a classifier of texts on a table of texts and labels: TSV or CSV, plain or gzipped.',
  dataFormat: 'a TSV or CSV file of texts and labels, or a folder with train and dev files',
  noun: 'texts',
  examples: [
    'classification --data reviews.csv --text review --label stars --out sentiment',
    'classification --data sst2/ --out sentiment',
    'classification --data sst2/ --out sentiment --model transformer --set pooling=max',
  ],
  modelOptions: describeModels(textClassifiers),

  dataOptions: () => [
    new Option('--text <column>', 'column of the text: its number, or its name in the first line')
      .argParser(column)
      .default(1),
    new Option('--label <column>', 'column of the label').argParser(column).default(2),
    new Option('--header', 'the first line names the columns').default(false),
    new Option('--format <format>', "if neither the file's name nor its first line shows it").choices([
      'tsv',
      'csv',
    ]),
  ],

  settingOptions: () => [
    modelOption(textClassifiers, classificationSettings.model.kind),
    ...wordSettingOptions(classificationSettings),
    new Option(
      '--counts-share <share>',
      'how much of the answer comes from counts of words and pairs (naive Bayes); 0 for the network alone',
    )
      .argParser(zeroToOne)
      .default(classificationSettings.countsShare, 'a third'),
  ],

  settings(options, common) {
    const values = options as unknown as SettingValues;
    const { batchWords, minFrequency, labelSmoothing, countsShare } = values;
    const model = modelConfig(textClassifiers, classificationSettings.model, values);
    const own = { batchWords, minFrequency, labelSmoothing, countsShare };
    return { ...classificationSettings, ...common, model, ...own };
  },

  async read(path, split, options) {
    const file = await splitFile(path, split);
    if (file === null) return null;
    const { text, label, header, format } = options as unknown as DataValues;
    const { examples, report } = await readLabelledTexts(openFile(file), {
      name: file,
      textColumn: text,
      labelColumn: label,
      // Where a column is given by name the first line names it.
      header: header || undefined,
      format,
    });
    return { examples, lines: examples.map(({ line }) => line), report };
  },

  holdOut,

  describe: ({ model, vocabulary, labels }, settings) =>
    `${settings.model.kind} classifier with ${count(model.countParameters())} parameters, ` +
    `${count(vocabulary.words.size)} words, labels ${labels.labels.slice(0, 8).join(', ')}${labels.size > 8 ? ', ...' : ''}`,

  async evaluate(classifier, { examples }, _, onProgress) {
    return measuredLabels(await classification.evaluate(classifier, examples, { onProgress }), 'texts');
  },

  input: { name: 'text', isText: true },
  async predict(classifier, texts, { needAttention }) {
    const sentences = texts.map(sentenceOf);
    const labels = classifier.labels.labels;
    const labelled = await classifier.label(sentences, { needAttention });
    return labelled.map((labelling, i) => {
      const { text, words } = sentences[i];
      const { label, attention } = labelling;
      const best = likeliest(labelling, labels);
      return {
        text: `${label} (${percent(best[0].probability)})`,
        json: {
          text,
          label,
          probabilities: best,
          ...(attention && { words, attention: attention.map((row) => [...row]) }),
        },
        map:
          attention &&
          ((options) => renderText({ words: shown(words), weights: meanWeights(attention) }, options)),
      };
    });
  },

  async draw(classifier, text) {
    const sentence = sentenceOf(text);
    const [labelling] = await classifier.label([sentence], { needAttention: true });
    const { maps } = observeAttention(classifier.model, () =>
      noGrad(() => tidy(() => void classifier.forward([sentence]))),
    );
    const { words } = sentence;
    const [best] = likeliest(labelling, classifier.labels.labels);
    return {
      title: `${best.label} (${percent(best.probability)}): ${text}`,
      summary:
        'Which words told the label, and where the model has self-attention, which words they looked at.',
      pictures: tellingWords(shown(words), labelling.attention ?? []),
      examples: attentionViews(maps)
        .filter(({ layers: [[map]] }) => map.length === words.length)
        .map(({ layers }) => ({
          source: shown(words),
          target: shown(words),
          layers,
          title: 'Each word looks at the text',
        })),
    };
  },

  nextSteps: (out, { data }) => [
    `predict ${out} "A film of rare beauty, and not a dull minute" --show`,
    `evaluate ${out} --data ${data}`,
  ],
};

/** Words without what stands for the space before a mark. */
const shown = (words: readonly string[]): string[] => words.map((word) => word.replace('▁', ''));

function tellingWords(words: readonly string[], attention: readonly Float32Array[]): Picture[] {
  if (attention.length === 0) return [];
  const all = textMap({ words, weights: meanWeights(attention) }, { title: 'The telling words' });
  if (attention.length === 1) return [all];
  const each = attention.map((weights, q) => textMap({ words, weights }, { title: `Query ${q + 1}` }));
  return [all, ...each];
}
