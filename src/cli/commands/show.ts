import { Command, InvalidArgumentError } from 'commander';
import { ModelDirectory } from '../../tasks/node/index.ts';
import { writeFileAtomic } from '../../training/node/index.ts';
import { attentionPage, headGrid, heatmap, type Picture, standaloneSvg } from '../../viz/index.ts';
import { taskCommandOf } from '../tasks/index.ts';
import type { Drawing } from '../tasks/taskCommand.ts';

interface Options {
  readonly out: string;
  readonly data?: string;
  readonly open?: boolean;
}

export function showCommand(): Command {
  return new Command('show')
    .summary('draw everything that a model looked at')
    .description(
      'Draws what a trained model looked at as it made its prediction: every layer and every head, in one HTML page that needs ' +
        'nothing else, or the first picture of it as SVG.',
    )
    .argument('<dir>', 'the model directory')
    .argument('<input>', 'what to predict from, as for `heed predict`')
    .option('--out <file>', 'the .html or .svg file to write', pageOrPicture, 'attention.html')
    .option('--data <path>', 'for graphs: read nodes from another graph than the model learned from')
    .option('--open', 'open it when it is written')
    .addHelpText(
      'after',
      `
Examples:
  $ heed show heed-demo "Où est le chat ?" --open
  $ heed show sentiment "A film of rare beauty" --out telling.svg
  $ heed show digits seven.wav --out seven.html`,
    )
    .action(show);
}

function pageOrPicture(path: string): string {
  if (/\.(html?|svg)$/i.test(path)) return path;
  throw new InvalidArgumentError('It must end in .html or .svg.');
}

async function show(dir: string, input: string, options: Options): Promise<void> {
  const directory = new ModelDirectory(dir);
  const of = await taskCommandOf(directory);
  const drawing = await of.draw(await directory.load(of.task), input, await directory.readData(options.data));
  const { title, summary, examples, pictures } = drawing;
  const isPicture = options.out.toLowerCase().endsWith('.svg');
  const footer = `Drawn by heed from the model in ${dir}.`;
  await writeFileAtomic(
    options.out,
    isPicture
      ? standaloneSvg(firstPicture(drawing))
      : attentionPage({ title, summary, examples, pictures, footer }),
  );
  console.log(title);
  console.error(`heed: wrote ${options.out}`);
  // Only who opens needs it.
  if (options.open) await (await import('open')).default(options.out);
}

/** A picture of its own; or the first map of words, all heads of it where there are several. */
function firstPicture({ title, pictures, examples: [example] }: Drawing): Picture {
  if (pictures.length > 0) return pictures[0];
  const { source, target, weights, layers } = example;
  if (weights !== undefined) return heatmap({ source, target, weights }, { title });
  return headGrid({ source, target, layers: layers ?? [] }, { title });
}
