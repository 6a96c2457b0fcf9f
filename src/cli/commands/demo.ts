import { join } from 'node:path';
import { Command } from 'commander';
import { type Phrasebook, phrasebook } from '../../data/index.ts';
import {
  demoSettings,
  evaluateTranslator,
  type Translation,
  type TranslationEvaluation,
  trainTask,
  translation,
} from '../../tasks/index.ts';
import { ModelDirectory } from '../../tasks/node/index.ts';
import type { TrainingReport, UpdateProfiler } from '../../training/index.ts';
import { writeFileAtomic } from '../../training/node/index.ts';
import { attentionPage, renderAttention } from '../../viz/index.ts';
import { exitCodes } from '../ui/exit.ts';
import { count, duration } from '../ui/format.ts';
import { withInterrupt } from '../ui/interrupt.ts';
import { positiveNumber, wholeNumber } from '../ui/numbers.ts';
import { printProfile, profileOption } from '../ui/profileOption.ts';
import { showTraining } from '../ui/showTraining.ts';
import { colorsOf, styleFor, widthOf } from '../ui/style.ts';

interface Options {
  out: string;
  seconds: number;
  seed: number;
  profile?: UpdateProfiler;
}

/** How many sentences that were not in training are shown. */
const SHOWN = 3;
const GREETING = 'Bonjour le monde';

export function demoCommand(): Command {
  return new Command('demo')
    .summary('train a translator in about a minute and see what it looks at')
    .description(
      'Trains a small French to English translator with attention on the phrasebook that heed makes itself, translates ' +
        'sentences that it has never seen, and shows which words it looked at, here and in an HTML file.',
    )
    .option('--out <dir>', 'where the model and the HTML file go', 'heed-demo')
    .option('--seconds <n>', 'the most seconds to train', positiveNumber, demoSettings.seconds ?? undefined)
    .option('--seed <n>', 'seed of all that is random', wholeNumber, demoSettings.seed)
    .addOption(profileOption())
    .addHelpText('after', '\nExample:\n  $ heed demo --seconds 30')
    .action(demo);
}

async function demo({ out, seconds, seed, profile }: Options): Promise<void> {
  const style = styleFor(process.stdout);
  const settings = { ...demoSettings, seconds, seed };
  const book = phrasebook({ seed });
  console.log(style.bold('A French to English translator, from nothing\n'));
  introduce(book);

  const translator = translation.prepare(book.train, settings);
  const directory = new ModelDirectory(out);
  await directory.write(translation, translator, { settings });
  console.log(
    `The model: ${count(translator.model.countParameters())} parameters, ${count(translator.tokenizer.vocabSize)} words.\n`,
  );

  const picture = showTraining(process.stderr);
  const report = await withInterrupt((signal) =>
    trainTask(translation, {
      predictor: translator,
      train: book.train,
      validation: book.valid,
      settings,
      store: directory.store,
      signal,
      onProgress: picture.onProgress,
      profiler: profile,
    }),
  ).finally(() => picture.stop());
  if (profile !== undefined) printProfile(profile);
  if (report.reason === 'aborted') {
    console.error('stopped before the end; run the demo again to see it whole');
    process.exitCode = exitCodes.interrupted;
    return;
  }

  const best = await directory.load(translation);
  const evaluation = await evaluateTranslator(best, book.test);
  console.log(
    `\nLearned from ${count(report.tokens)} target words in ${duration(report.seconds)}. ` +
      `On ${count(evaluation.translations.length)} sentences that it has never seen: ${style.bold(`BLEU ${evaluation.bleu.score.toFixed(1)}`)}\n`,
  );
  const sentences = [GREETING, ...unseen(evaluation)];
  const translations = await best.translate(sentences, { needAttention: true });
  for (const shown of translations) show(shown);
  const html = join(out, 'attention.html');
  await writeFileAtomic(html, reportOf(report, evaluation, translations));
  console.log(`All maps and the learning curve: ${style.bold(html)}\n`);
  console.log(`Try next:
  npx heed translate ${out} "Où est le chat ?" --show
  npx heed train translation --data YOUR-PAIRS.tsv --out model
  npx heed --help`);
}

function introduce({ train, valid, test }: Phrasebook): void {
  console.log(
    `The phrasebook: ${count(train.length)} pairs to learn from, ${count(valid.length + test.length)} held out. For example:`,
  );
  for (const i of [0.2, 0.5, 0.8]) {
    const { source, target } = train[Math.floor(i * train.length)];
    console.log(`  ${source} → ${target}`);
  }
}

/** Sentences from the test set that are long enough to be interesting and fit the terminal, spread over it. */
function unseen({ translations }: TranslationEvaluation): string[] {
  const fitting = translations
    .map(({ source }) => source)
    .filter((source) => {
      const words = source.split(' ').length;
      return words >= 5 && words <= 9;
    });
  return Array.from({ length: SHOWN }, (_, i) => fitting[Math.floor(((i + 0.5) / SHOWN) * fitting.length)]);
}

function show({ source, target, map }: Translation): void {
  console.log(`  ${source} → ${target}\n`);
  if (map === null) return;
  const width = Math.min(80, widthOf(process.stdout)) - 4;
  const text = renderAttention(map, { color: colorsOf(process.stdout), width });
  console.log(`${text.replace(/^(?=.)/gm, '    ')}\n`);
}

function reportOf(
  report: TrainingReport,
  { bleu, translations, references }: TranslationEvaluation,
  shown: readonly Translation[],
): string {
  const referenceOf = new Map(references.map(({ source, references: [first] }) => [source, first]));
  return attentionPage({
    title: 'What a small translator looks at',
    summary:
      `A small French to English Transformer, trained in ${duration(report.seconds)} on sentences of a ` +
      'phrasebook. Each map shows, for each English word, which French words it came from.',
    figures: [
      { label: 'held-out BLEU', value: bleu.score.toFixed(1) },
      { label: 'unseen sentences', value: count(translations.length) },
      { label: 'words a second in training', value: count(report.tokensPerSecond) },
    ],
    curve: report.history.map(({ update, trainLoss, validLoss, metrics }) => ({
      step: update,
      loss: trainLoss,
      validLoss: validLoss ?? undefined,
      bleu: metrics.bleu ?? undefined,
    })),
    examples: shown.flatMap(({ source, map }) =>
      map ? [{ ...map, reference: referenceOf.get(source) }] : [],
    ),
    footer: 'Made with heed.',
  });
}
