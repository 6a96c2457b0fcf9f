import { Command, Option } from 'commander';
import {
  type Predictor,
  scheduleNames,
  type Task,
  type TrainingSettings,
  trainTask,
} from '../../tasks/index.ts';
import { ModelDirectory } from '../../tasks/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import type { TrainingReport } from '../../training/index.ts';
import { taskCommands } from '../tasks/index.ts';
import { begin, type DataOptions, reopen, type TrainOptions } from '../tasks/prepareTraining.ts';
import type { AnyTaskCommand } from '../tasks/taskCommand.ts';
import { exitCodes } from '../ui/exit.ts';
import { count, duration, metric } from '../ui/format.ts';
import { withInterrupt } from '../ui/interrupt.ts';
import { fraction, positiveInteger, positiveNumber, wholeNumber, zeroOrMore } from '../ui/numbers.ts';
import { printProfile, profileOption } from '../ui/profileOption.ts';
import { settingOption } from '../ui/settingOption.ts';
import { shellWord, shellWords } from '../ui/shellWord.ts';
import { showTraining } from '../ui/showTraining.ts';

export function trainCommand(): Command {
  const train = new Command('train').summary('train a model').description('Trains a model on your data.');
  for (const command of taskCommands) train.addCommand(trainTaskCommand(command));
  return train;
}

function trainTaskCommand(of: AnyTaskCommand): Command {
  const defaults: TrainingSettings = of.task.defaultSettings;
  const command = new Command(of.task.name)
    .summary(of.summary)
    .description(
      `${of.description} The best and the last checkpoint are kept in a directory.\n` +
        'Ctrl-C stops after the update at hand, and --resume goes on from there.',
    )
    .requiredOption('--out <dir>', 'the model directory to write')
    .option('--data <path>', `${of.dataFormat}; needed unless --resume`)
    .option(
      '--valid <n>',
      `${of.noun} to hold out for validation, where the data have no part for it`,
      positiveInteger,
      1000,
    )
    .option('--valid-data <path>', 'validate on this instead');
  for (const option of of.dataOptions()) command.addOption(option);
  command
    .option('--resume', 'go on with the training in --out, with the settings it was begun with')
    .addOption(settingOption('the network'));
  for (const option of of.settingOptions()) command.addOption(option);
  return command
    .option(
      '--epochs <n>',
      `times through the ${of.noun}${'epochs' in defaults.length ? ` (default: ${defaults.length.epochs})` : ''}`,
      positiveNumber,
    )
    .option(
      '--updates <n>',
      `updates of the parameters, instead of epochs${'updates' in defaults.length ? ` (default: ${defaults.length.updates})` : ''}; with --resume, of both runs together`,
      positiveInteger,
    )
    .option('--minutes <n>', 'stop after so many minutes, if that comes first', positiveNumber)
    .option('--lr <rate>', 'peak learning rate', positiveNumber, defaults.learningRate)
    .option(
      '--warmup <n>',
      'updates until the peak; at most an epoch, or 20',
      positiveInteger,
      defaults.warmup,
    )
    .addOption(
      new Option('--schedule <name>', 'how the learning rate goes on from the peak')
        .choices(scheduleNames)
        .default(defaults.schedule),
    )
    .option('--weight-decay <rate>', 'pull of all parameters to 0', zeroOrMore, defaults.weightDecay)
    .option(
      '--clip <norm>',
      'the most that the norm of all gradients may be',
      positiveNumber,
      defaults.clipNorm,
    )
    .option(
      '--average <decay>',
      'use the moving average of the parameters, such as 0.999',
      fraction,
      defaults.averageDecay ?? undefined,
    )
    .option(
      '--validate-every <n>',
      'updates between validations (default: an epoch)',
      positiveInteger,
      defaults.validateEvery ?? undefined,
    )
    .option(
      '--checkpoint-every <n>',
      'updates between checkpoints (default: an epoch)',
      positiveInteger,
      defaults.checkpointEvery ?? undefined,
    )
    .option(
      '--patience <n>',
      `stop after so many validations without a better ${of.task.monitor.metric}`,
      positiveInteger,
      defaults.patience ?? undefined,
    )
    .option('--seed <n>', 'seed of all that is random', wholeNumber, defaults.seed)
    .addOption(profileOption())
    .addHelpText(
      'after',
      `
Options of the networks (--set), with their defaults:
${of.modelOptions}

Examples:
${of.examples.map((example) => `  $ heed train ${example}`).join('\n')}`,
    )
    .action((options: TrainOptions, self: Command) => train(of, options, self));
}

async function train(of: AnyTaskCommand, options: TrainOptions, command: Command): Promise<void> {
  const directory = new ModelDirectory(options.out);
  const begun = await directory.exists();
  if (begun && !options.resume) {
    throw new DataError(
      `${options.out} holds a model already. Go on with it by --resume, or choose another directory.`,
    );
  }
  if (options.data === undefined && !begun)
    command.error("error: required option '--data <path>' not specified", { exitCode: exitCodes.usage });
  const prepared = begun ? await reopen(of, directory, options) : await begin(of, directory, options);
  const { settings, data, predictor, train, validation } = prepared;
  console.error(
    `${of.describe(predictor, settings)}; ${count(train.length)} ${of.noun} to learn from, ${count(validation.length)} held out`,
  );
  const picture = showTraining(process.stderr);
  const resume = options.resume === true && (await directory.store.has('last'));
  const { profile: profiler } = options;
  const report = await withInterrupt((signal) =>
    trainTask(of.task as Task<unknown, TrainingSettings, Predictor>, {
      predictor,
      train,
      validation,
      settings,
      store: directory.store,
      resume,
      signal,
      onProgress: picture.onProgress,
      profiler,
    }),
  ).finally(() => picture.stop());
  if (profiler !== undefined) printProfile(profiler);
  summarize(of, report, options.out, data);
}

function summarize(of: AnyTaskCommand, report: TrainingReport, out: string, data: DataOptions): void {
  const best = report.best;
  const scores = Object.entries(best?.metrics ?? {}).map(([name, value]) => `${name} ${metric(name, value)}`);
  const why = {
    maxUpdates: 'done',
    maxSeconds: 'time is up',
    patience: 'no better for a while',
    aborted: 'stopped',
  }[report.reason];
  console.error(
    `${why}: ${count(report.updates)} updates in ${duration(report.seconds)}, ${count(report.tokensPerSecond)} targets/s` +
      (best === null ? '' : `, best held-out ${scores.join(', ')} at update ${count(best.update)}`),
  );
  if (report.reason === 'aborted') {
    console.error(`saved. Go on with:\n  heed train ${of.task.name} --out ${shellWord(out)} --resume`);
    process.exitCode = exitCodes.interrupted;
    return;
  }
  console.error(
    `Try:\n${of
      .nextSteps(shellWord(out), shellWords(data))
      .map((step) => `  heed ${step}`)
      .join('\n')}`,
  );
}
