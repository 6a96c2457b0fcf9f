import { Command, InvalidArgumentError, Option } from 'commander';
import {
  longerThan,
  type ReadPairs,
  readPairs,
  type SentencePair,
  skipPairs,
  splitPairs,
} from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { completeConfig, modelKinds } from '../../models/index.ts';
import {
  defaultSettings,
  newTranslator,
  type TranslationSettings,
  type Translator,
  trainTokenizer,
  trainTranslation,
} from '../../tasks/translation/index.ts';
import { ModelDirectory } from '../../tasks/translation/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { TrainingReport, UpdateProfiler } from '../../training/index.ts';
import { exitCodes } from '../ui/exit.ts';
import { count, duration } from '../ui/format.ts';
import { withInterrupt } from '../ui/interrupt.ts';
import { fraction, positiveInteger, positiveNumber, wholeNumber } from '../ui/numbers.ts';
import { printProfile, profileOption } from '../ui/profileOption.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';
import { showTraining } from '../ui/showTraining.ts';
import { WorkBar } from '../ui/workBar.ts';

/** Where the pairs come from; kept with the model, so that training can go on. */
interface DataOptions {
  data: string;
  source: number;
  target: number;
  header: boolean;
  valid: number;
  validData: string | null;
}

interface Options extends DataOptions {
  out: string;
  resume?: boolean;
  model: string;
  set: Record<string, unknown>;
  tokenizer: 'bpe' | 'word';
  vocab: number;
  batchTokens: number;
  maxTokens: number;
  updates: number;
  minutes?: number;
  lr: number;
  warmup: number;
  labelSmoothing: number;
  clip: number;
  validateEvery: number;
  checkpointEvery: number;
  patience?: number;
  seed: number;
  profile?: UpdateProfiler;
}

export function trainCommand(): Command {
  return new Command('train')
    .summary('train a model')
    .description('Trains a model on your data.')
    .addCommand(translationCommand());
}

function translationCommand(): Command {
  const d = defaultSettings;
  return new Command('translation')
    .summary('train a translator on tab-separated pairs')
    .description(
      'Trains a translator on any file of tab-separated sentence pairs, plain or gzipped, and keeps the best and the last\n' +
        'checkpoint in a directory. Ctrl-C stops after the update at hand, and --resume goes on from there.',
    )
    .requiredOption('--out <dir>', 'the model directory to write')
    .option('--data <file>', 'tab-separated pairs, plain or gzipped; needed unless --resume')
    .option('--source <column>', 'column of the source language', positiveInteger, 1)
    .option('--target <column>', 'column of the target language', positiveInteger, 2)
    .option('--header', 'the first line names the columns', false)
    .option('--valid <n>', 'pairs to hold out for validation', positiveInteger, 1000)
    .option('--valid-data <file>', 'validate on this file instead of pairs held out')
    .option('--resume', 'go on with the training in --out, with the settings it was begun with')
    .addOption(new Option('--model <kind>', 'the network').choices([...modelKinds]).default('transformer'))
    .option(
      '--set <option=value>',
      'an option of the network, such as embedDim=128; repeatable',
      collectSetting,
      {},
    )
    .addOption(
      new Option('--tokenizer <kind>', 'pieces of words, or whole words')
        .choices(['bpe', 'word'])
        .default('bpe'),
    )
    .option('--vocab <n>', 'size of the vocabulary', positiveInteger, d.tokenizer.vocabSize)
    .option(
      '--batch-tokens <n>',
      'the most tokens in a batch, padding included',
      positiveInteger,
      d.batchTokens,
    )
    .option('--max-tokens <n>', 'skip pairs with a longer side', positiveInteger, d.maxPairTokens)
    .option(
      '--updates <n>',
      'updates of the parameters; with --resume, of both runs together',
      positiveInteger,
      d.updates,
    )
    .option('--minutes <n>', 'stop after so many minutes, if that comes first', positiveNumber)
    .option('--lr <rate>', 'peak learning rate', positiveNumber, d.learningRate)
    .option('--warmup <n>', 'updates until the peak', positiveInteger, d.warmup)
    .option(
      '--label-smoothing <p>',
      'share of each target spread over the vocabulary',
      fraction,
      d.labelSmoothing,
    )
    .option('--clip <norm>', 'the most that the norm of all gradients may be', positiveNumber, d.clipNorm)
    .option('--validate-every <n>', 'updates between validations', positiveInteger, d.validateEvery)
    .option('--checkpoint-every <n>', 'updates between checkpoints', positiveInteger, d.checkpointEvery)
    .option('--patience <n>', 'stop after so many validations without a better BLEU', positiveInteger)
    .option('--seed <n>', 'seed of all that is random', wholeNumber, d.seed)
    .addOption(profileOption())
    .addHelpText(
      'after',
      `
Options of the networks (--set), with their defaults:
${modelKinds.map((kind) => `  ${kind}: ${describeOptions(kind)}`).join('\n')}

Examples:
  $ heed train translation --data fra.tsv.gz --source 2 --target 1 --out model
  $ heed train translation --data fra.tsv.gz --source 2 --target 1 --out small --set embedDim=128 --set numHeads=4 --minutes 10
  $ heed train translation --data fra.tsv.gz --out lstm --model recurrent --set score=additive
  $ heed train translation --data fra.tsv.gz --out probe --updates 60 --profile
  $ heed train translation --out model --resume --updates 40000`,
    )
    .action(trainTranslationCommand);
}

function describeOptions(kind: string): string {
  const { kind: _, ...options } = completeConfig({ kind });
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function collectSetting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be option=value.');
  const value = text.slice(at + 1);
  return {
    ...before,
    [text.slice(0, at)]: value !== '' && Number.isFinite(Number(value)) ? Number(value) : value,
  };
}

async function trainTranslationCommand(options: Options, command: Command): Promise<void> {
  const directory = new ModelDirectory(options.out);
  const begun = await directory.exists();
  if (begun && !options.resume) {
    throw new DataError(
      `${options.out} holds a model already. Go on with it by --resume, or choose another directory.`,
    );
  }
  const { settings, data, translator, train, validation } =
    options.resume && begun
      ? await reopen(directory, options, command)
      : await begin(directory, options, command);
  console.error(
    `${settings.model.kind} with ${count(translator.model.countParameters())} parameters, vocabulary of ${count(translator.tokenizer.vocabSize)}; ` +
      `${count(train.length)} pairs to learn from, ${count(validation.length)} held out`,
  );
  const picture = showTraining(process.stderr);
  const resume = options.resume === true && (await directory.store.has('last'));
  const report = await withInterrupt((signal) =>
    trainTranslation({
      translator,
      train,
      validation,
      settings,
      store: directory.store,
      resume,
      signal,
      onProgress: picture.onProgress,
      profiler: options.profile,
    }),
  ).finally(() => picture.stop());
  if (options.profile !== undefined) printProfile(options.profile);
  summarize(report, options.out, data);
}

interface Prepared {
  settings: TranslationSettings;
  data: DataOptions;
  translator: Translator;
  train: SentencePair[];
  validation: SentencePair[];
}

/** Reads the data, trains a tokenizer and writes both the tokenizer and the settings to the directory. */
async function begin(directory: ModelDirectory, options: Options, command: Command): Promise<Prepared> {
  if (options.data === undefined)
    command.error("error: required option '--data <file>' not specified", { exitCode: exitCodes.usage });
  const { data: file, source, target, header, valid, validData = null } = options;
  const data = { data: file, source, target, header, valid, validData };
  const settings = settingsFrom(options);
  const { read, validation } = await readSplit(data, settings.seed);
  const bar = new WorkBar('learning the vocabulary', process.stderr);
  const tokenizer = trainTokenizer(read.pairs, settings.tokenizer, (done, total) => bar.update(done, total));
  bar.stop();
  const short = skipPairs(read, longerThan(settings.maxPairTokens, tokenizer));
  // Pairs held out of this file are kept, too.
  const heldOut = validData === null ? validation.length : 0;
  reportSkipped({ ...short.report, kept: short.report.kept + heldOut });
  const translator = newTranslator(tokenizer, settings);
  await directory.write({ model: settings.model, training: { settings, data } }, tokenizer);
  return { settings, data, translator, train: short.pairs, validation };
}

/** The same from a directory in which a training was begun; the budget alone may be changed. */
async function reopen(directory: ModelDirectory, options: Options, command: Command): Promise<Prepared> {
  const { model, training } = await directory.readConfig();
  const { settings: stored, data } = training as unknown as {
    settings?: TranslationSettings;
    data?: DataOptions;
  };
  if (stored === undefined || data === undefined) {
    throw new DataError(`${directory.path} does not say how it was trained, so training cannot go on`);
  }
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const settings: TranslationSettings = {
    ...stored,
    model,
    updates: given('updates') ? options.updates : stored.updates,
    seconds: options.minutes === undefined ? stored.seconds : options.minutes * 60,
  };
  const { read, validation } = await readSplit(data, settings.seed);
  const tokenizer = await directory.readTokenizer();
  const short = skipPairs(read, longerThan(settings.maxPairTokens, tokenizer));
  return { settings, data, translator: newTranslator(tokenizer, settings), train: short.pairs, validation };
}

/** The pairs to train on, with their lines, and those held out. */
async function readSplit(
  options: DataOptions,
  seed: number,
): Promise<{ read: ReadPairs; validation: SentencePair[] }> {
  const columns = { sourceColumn: options.source, targetColumn: options.target, header: options.header };
  const read = await readPairs(openFile(options.data), { ...columns, name: options.data });
  if (options.validData !== null) {
    const held = await readPairs(openFile(options.validData), { ...columns, name: options.validData });
    reportSkipped(held.report);
    return { read, validation: held.pairs };
  }
  // A small file still has most of its pairs to learn from.
  const { train, valid } = splitPairs(read.pairs, {
    valid: Math.min(options.valid, Math.ceil(read.pairs.length / 10)),
    seed,
  });
  const kept = new Set(train);
  const lineNumbers = read.lineNumbers.filter((_, i) => kept.has(read.pairs[i]));
  return { read: { ...read, pairs: train, lineNumbers }, validation: valid };
}

function settingsFrom(options: Options): TranslationSettings {
  return {
    model: completeConfig({ kind: options.model, ...options.set }),
    tokenizer: { kind: options.tokenizer, vocabSize: options.vocab },
    batchTokens: options.batchTokens,
    maxPairTokens: options.maxTokens,
    updates: options.updates,
    seconds: options.minutes === undefined ? null : options.minutes * 60,
    learningRate: options.lr,
    warmup: options.warmup,
    schedule: defaultSettings.schedule,
    labelSmoothing: options.labelSmoothing,
    clipNorm: options.clip,
    validateEvery: options.validateEvery,
    checkpointEvery: options.checkpointEvery,
    patience: options.patience ?? null,
    validationSources: defaultSettings.validationSources,
    seed: options.seed,
  };
}

function summarize(report: TrainingReport, out: string, { data, source, target }: DataOptions): void {
  const best = report.best?.metrics.bleu;
  const why = {
    maxUpdates: 'done',
    maxSeconds: 'time is up',
    patience: 'no better for a while',
    aborted: 'stopped',
  }[report.reason];
  console.error(
    `${why}: ${count(report.updates)} updates in ${duration(report.seconds)}, ${count(report.tokensPerSecond)} target tokens/s` +
      (best == null ? '' : `, best held-out BLEU ${best.toFixed(2)} at update ${count(report.best!.update)}`),
  );
  if (report.reason === 'aborted') {
    console.error(`saved. Go on with:\n  heed train translation --out ${out} --resume`);
    process.exitCode = exitCodes.interrupted;
    return;
  }
  console.error(
    `Try:\n  heed translate ${out} "…" --show\n  heed evaluate ${out} --data ${data} --source ${source} --target ${target} --limit 500`,
  );
}
