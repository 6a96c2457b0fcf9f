import { Command } from 'commander';
import { ModelDirectory } from '../../tasks/node/index.ts';
import { taskCommandOf } from '../tasks/index.ts';
import type { Shown } from '../tasks/taskCommand.ts';
import { exitCodes } from '../ui/exit.ts';
import { inBatches, inputLines } from '../ui/inputLines.ts';
import { colorsOf, widthOf } from '../ui/style.ts';

interface Options {
  readonly data?: string;
  readonly show?: boolean;
  readonly json?: boolean;
}

export function predictCommand(): Command {
  return new Command('predict')
    .summary('use a trained model, whatever it was trained for')
    .description(
      'Gives what a trained model makes of its inputs, a line for each: sentences for models of text, names of files for models ' +
        'of sounds and images, numbers of nodes for models of graphs.',
    )
    .argument('<dir>', 'the model directory')
    .argument(
      '[input...]',
      'what to predict from; without any, models of text read lines from standard input',
    )
    .option('--data <path>', 'for graphs: read nodes from another graph than the model learned from')
    .option('--show', 'show what the model looked at, as a map in the terminal')
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      `
Examples:
  $ heed predict tagger "I saw a saw"
  $ heed predict sentiment --show "A film of rare beauty and no plot at all"
  $ heed predict digits recording.wav
  $ heed predict tagger --json < sentences.txt`,
    )
    .action(predict);
}

async function predict(dir: string, inputs: string[], options: Options, command: Command): Promise<void> {
  const directory = new ModelDirectory(dir);
  const of = await taskCommandOf(directory);
  if (inputs.length === 0 && !of.input.isText) {
    command.error(`error: a model for ${of.task.name} needs a ${of.input.name} to predict from`, {
      exitCode: exitCodes.usage,
    });
  }
  const predictor = await directory.load(of.task);
  const data = await directory.readData(options.data);
  for await (const batch of inBatches(inputs.length > 0 ? inputs : inputLines())) {
    const shown = await of.predict(predictor, batch, { needAttention: options.show === true, data });
    for (const one of shown) print(one, options);
  }
}

function print({ text, json, map }: Shown, { show, json: asJson }: Options): void {
  if (asJson) {
    console.log(JSON.stringify(json));
    return;
  }
  console.log(text);
  if (!show) return;
  if (map === null) console.error('heed: this model has no attention to show');
  else console.log(`\n${map({ color: colorsOf(process.stdout), width: widthOf(process.stdout) })}\n`);
}
