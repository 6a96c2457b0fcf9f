import { Command, type Option } from 'commander';
import { spread } from '../../tasks/index.ts';
import { ModelDirectory } from '../../tasks/node/index.ts';
import { taskCommandOf, taskCommands } from '../tasks/index.ts';
import { requireExamples } from '../tasks/prepareTraining.ts';
import type { AnyTaskCommand, Values } from '../tasks/taskCommand.ts';
import { exitCodes } from '../ui/exit.ts';
import { positiveInteger } from '../ui/numbers.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';
import { WorkBar } from '../ui/workBar.ts';

interface Options extends Values {
  readonly data: string;
  readonly limit?: number;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('measure a trained model')
    .description(
      'Measures a model on examples that it should not have seen: BLEU of a translator, accuracy of the others. The data are read ' +
        'as those were that it learned from, unless options say otherwise; of a folder the test part is taken.',
    )
    .argument('<dir>', 'the model directory')
    .requiredOption('--data <path>', 'the examples, as `heed train` takes them');
  for (const option of ownOptions()) command.addOption(option);
  return command
    .option('--limit <n>', 'use at most n examples, spread over all of them', positiveInteger)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ heed evaluate model --data test.tsv.gz --source 2 --target 1 --beam 4
  $ heed evaluate tagger --data en_ewt-ud-test.conllu`,
    )
    .action(evaluate);
}

/** The options of each task, once, without defaults: what is not given is as it was in training. */
function ownOptions(): Option[] {
  const byName = new Map(taskCommands.flatMap(optionsOf).map((option) => [option.attributeName(), option]));
  return [...byName.values()].map((option) => option.default(undefined));
}

const optionsOf = (of: AnyTaskCommand): Option[] => [...of.dataOptions(), ...(of.evaluateOptions?.() ?? [])];

async function evaluate(dir: string, options: Options, command: Command): Promise<void> {
  const directory = new ModelDirectory(dir);
  const of = await taskCommandOf(directory);
  refuseForeign(of, command);
  const predictor = await directory.load(of.task);
  const values = { ...(await directory.readData()), ...defined(options) };
  const read = requireExamples(options.data, 'test', await of.read(options.data, 'test', values));
  reportSkipped(read.report);
  const limit = of.limit ?? spread;
  const examples = options.limit === undefined ? read.examples : limit(read.examples, options.limit);
  const bar = new WorkBar('measuring', process.stderr);
  const { lines, json } = await of.evaluate(predictor, { ...read, examples }, values, (done, total) =>
    bar.update(done, total),
  );
  bar.stop();
  console.log(options.json ? JSON.stringify(json) : lines.join('\n'));
}

/** An option of another task would do nothing, which nobody wants. */
function refuseForeign(of: AnyTaskCommand, command: Command): void {
  const own = new Set(optionsOf(of).map((option) => option.attributeName()));
  for (const option of ownOptions()) {
    const name = option.attributeName();
    if (own.has(name) || command.getOptionValueSource(name) !== 'cli') continue;
    command.error(`error: ${option.long} is nothing to a model for ${of.task.name}`, {
      exitCode: exitCodes.usage,
    });
  }
}

function defined(options: Values): Values {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
