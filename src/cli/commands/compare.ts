import { Command, Option } from 'commander';
import {
  type Comparison,
  compare,
  comparedMechanisms,
  comparisonChart,
  comparisonSettings,
  pickMechanisms,
  summarize,
} from '../../tasks/index.ts';
import { ComparisonDirectory } from '../../tasks/node/index.ts';
import { DataError } from '../../tensor/index.ts';
import { standaloneSvg } from '../../viz/index.ts';
import { checkPlan } from '../comparison/checkPlan.ts';
import { comparisonTable } from '../comparison/comparisonTable.ts';
import {
  type ComparisonPlan,
  continuedPlan,
  encoderSettings,
  newPlan,
  type PlanOptions,
  planDefaults,
} from '../comparison/plan.ts';
import { type ReachTaskName, reachTasks } from '../comparison/reachTasks.ts';
import { resumeCommand, type Share } from '../comparison/resumeCommand.ts';
import { runAsBegun } from '../comparison/runAsBegun.ts';
import { showComparison } from '../comparison/showComparison.ts';
import { column } from '../ui/column.ts';
import { exitCodes } from '../ui/exit.ts';
import { count, counted } from '../ui/format.ts';
import { withInterrupt } from '../ui/interrupt.ts';
import { describeMachine } from '../ui/machine.ts';
import { positiveInteger, positiveNumber } from '../ui/numbers.ts';
import { settingOption } from '../ui/settingOption.ts';

interface Options extends PlanOptions {
  readonly out: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

const names = (text: string): string[] => [...new Set(text.split(',').map((name) => name.trim()))];

export function compareCommand(): Command {
  const { updates, batchSize, learningRate, warmup } = comparisonSettings;
  return new Command('compare')
    .summary('compare attention mechanisms: score, speed, memory')
    .description(
      'Trains one encoder with each of some attention mechanisms, with equal sizes, batches and updates, on a task that needs reach, ' +
        'and draws their scores over their speeds. Trainings that have come to their end are kept in a directory: a run that was ' +
        'stopped, or killed, goes on where it was, and more mechanisms or seeds can be added.',
    )
    .requiredOption('--out <dir>', 'the directory to keep it in; one that holds a comparison is gone on with')
    .addOption(
      new Option('--task <name>', 'what is learned; needed unless --out holds a comparison').choices(
        Object.keys(reachTasks),
      ),
    )
    .option('--data <path>', 'the data of tasks that are not generated')
    .option(
      '--text <column>',
      'bytes: column of the text, its number or its name in the first line (default: 1)',
      column,
    )
    .option('--label <column>', 'bytes: column of the label (default: 2)', column)
    .option(
      '--mechanisms <names>',
      `with commas between them (default: ${planDefaults.mechanisms.join(',')})`,
      names,
    )
    .option('--length <n>', 'the most tokens of a sequence (default: that of the task)', positiveInteger)
    .option(
      '--seeds <n>',
      `trainings of each mechanism, from seeds 0, 1 and so on (default: ${planDefaults.seeds})`,
      positiveInteger,
    )
    .option('--updates <n>', `updates of the parameters (default: ${updates})`, positiveInteger)
    .option(
      '--batch <n>',
      `sequences of that length in a batch; of shorter ones, more (default: ${batchSize})`,
      positiveInteger,
    )
    .option('--lr <rate>', `peak learning rate (default: ${learningRate})`, positiveNumber)
    .option('--warmup <n>', `updates until the peak (default: ${warmup})`, positiveInteger)
    .option(
      '--train <n>',
      'examples to learn from, at most (default: as many as the updates take, or as there are)',
      positiveInteger,
    )
    .option('--test <n>', `examples to measure on, at most (default: ${planDefaults.test})`, positiveInteger)
    .addOption(settingOption('the encoder'))
    .option('--resume', 'go on with the comparison in --out, and fail if there is none')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action(compareMechanisms);
}

function help(): string {
  const tasks = Object.entries(reachTasks).map(
    ([name, { summary, length }]) => `  ${name.padEnd(10)} ${summary} (length ${length})`,
  );
  const encoder = encoderSettings.map((name) => `${name}=${comparisonSettings[name]}`);
  return `
Tasks:
${tasks.join('\n')}

Mechanisms:
  ${Object.keys(comparedMechanisms).join(', ')}

Options of the encoder (--set), with their defaults:
  ${encoder.join(' ')}

Examples:
  $ heed --threads 1 compare --task retrieval --length 1024 --out retrieval
  $ heed compare --task bytes --data sst2/ --mechanisms exact,local --seeds 1 --out sentiment
  $ heed compare --out retrieval --mechanisms longformer --seeds 5
  $ heed compare --out retrieval --resume`;
}

async function compareMechanisms(options: Options, command: Command): Promise<void> {
  const directory = new ComparisonDirectory(options.out);
  const { plan, mechanisms, seeds } = await planIn(directory, options, command);
  const task = await reachTasks[plan.task].read(plan);
  console.error(
    `${title(plan)}: ${count(task.train.length)} to learn from, ${count(task.test.length)} to measure on; ` +
      `${mechanisms.join(', ')} from ${counted(seeds, 'seed')}, ${counted(plan.settings.updates, 'update')} each`,
  );
  const picture = showComparison(process.stderr);
  const { finished, diverged } = await withInterrupt((signal) =>
    compare({
      task,
      mechanisms: pickMechanisms(mechanisms),
      seeds: Array.from({ length: seeds }, (_, seed) => seed),
      settings: plan.settings,
      store: directory,
      onReady: () => directory.writePlan(plan),
      onProgress: picture.onProgress,
      signal,
    }),
  ).finally(() => picture.stop());
  const rows = await writeResults(directory, plan);
  if (rows.length > 0) console.log(options.json ? JSON.stringify({ ...plan, rows }) : comparisonTable(rows));
  if (finished) {
    if (rows.length > 0) console.error(`The chart is ${options.out}/comparison.svg`);
    if (diverged.length > 0) process.exitCode = exitCodes.failed;
  } else {
    console.error(`saved. Go on with:\n  ${resumeCommand(options.out, { mechanisms, seeds }, plan)}`);
    process.exitCode = exitCodes.interrupted;
  }
}

/** What is to be kept as the plan, and what of it is to be done now. */
async function planIn(
  directory: ComparisonDirectory,
  options: Options,
  command: Command,
): Promise<{ plan: ComparisonPlan } & Share> {
  const { out, resume, json: _, ...asked } = options;
  if (await directory.exists()) {
    const begun = checkPlan(await directory.readPlan(), directory.planFile);
    runAsBegun(begun, command.optsWithGlobals<{ threads?: number }>().threads);
    const { mechanisms, seeds, ...same } = continuedPlan(begun, asked, out);
    const all = [...new Set([...begun.mechanisms, ...mechanisms])];
    return { plan: { ...same, mechanisms: all, seeds: Math.max(seeds, begun.seeds) }, mechanisms, seeds };
  }
  if (resume)
    throw new DataError(`${out} holds no comparison to go on with. Leave --resume out to begin one.`);
  if (asked.task === undefined)
    command.error("error: required option '--task <name>' not specified", { exitCode: exitCodes.usage });
  const plan = newPlan(asked.task as ReachTaskName, asked);
  return { plan, ...plan };
}

/** The chart and the table of all trainings in the directory, those of earlier runs included. */
async function writeResults(
  directory: ComparisonDirectory,
  plan: ComparisonPlan,
): Promise<Comparison['rows']> {
  const order = Object.keys(comparedMechanisms);
  const cells = (await directory.cells()).sort(
    (a, b) => order.indexOf(a.mechanism) - order.indexOf(b.mechanism) || a.seed - b.seed,
  );
  const rows = summarize(cells);
  if (rows.length > 0) {
    const machine = { ...describeMachine(), node: process.version };
    await directory.writeJSON('comparison.json', { machine, ...plan, rows, cells });
    await directory.write('comparison.svg', standaloneSvg(comparisonChart(rows, title(plan))));
  }
  return rows;
}

const title = ({ task, length }: ComparisonPlan): string => `${task}, up to ${counted(length, 'token')}`;
