import { Command } from 'commander';
import { type Translation, type Translator, translation } from '../../tasks/index.ts';
import { ModelDirectory } from '../../tasks/node/index.ts';
import { writeFileAtomic } from '../../training/node/index.ts';
import { attentionPage, renderAttention } from '../../viz/index.ts';
import { beamOption, strategyFor } from '../tasks/translation.ts';
import { exitCodes } from '../ui/exit.ts';
import { inBatches, inputLines } from '../ui/inputLines.ts';
import { colorsOf, widthOf } from '../ui/style.ts';

interface Options {
  show?: boolean;
  html?: string;
  beam: number;
  json?: boolean;
}

export function translateCommand(): Command {
  return new Command('translate')
    .summary('translate sentences with a trained model')
    .description(
      'Translates sentences, or the lines of standard input, with a model that `heed train translation` has trained.',
    )
    .argument('<dir>', 'the model directory')
    .argument('[sentence...]', 'sentences to translate; without any, lines are read from standard input')
    .option('--show', 'show which words each word came from, as a map in the terminal')
    .option('--html <file>', 'write the maps to a self-contained HTML file')
    .addOption(beamOption().default(1))
    .option('--json', 'print one JSON object a line: source, target, score and, with --show, the map')
    .addHelpText(
      'after',
      `
Examples:
  $ heed translate model "Où est le chat ?" --show
  $ heed translate model --beam 4 < french.txt > english.txt
  $ heed translate model "Bonjour" "Merci" --html maps.html`,
    )
    .action(translate);
}

async function translate(dir: string, sentences: string[], options: Options): Promise<void> {
  const translator = await new ModelDirectory(dir).load(translation);
  const shown: Translation[] = [];
  let line = 0;
  const source = sentences.length > 0 ? inBatches(sentences) : inBatches(inputLines());
  for await (const batch of source) {
    const results = await translateEach(translator, batch, line, options);
    for (const result of results) print(result, options);
    if (options.html) shown.push(...results);
    line += batch.length;
  }
  if (options.html) await writeReport(options.html, dir, shown);
}

/** A sentence that cannot be translated is said on standard error and leaves an empty line, so that lines stay aligned. */
async function translateEach(
  translator: Translator,
  batch: string[],
  before: number,
  options: Options,
): Promise<Translation[]> {
  const accepted = batch.map((sentence, i) => {
    const why = translator.refuse(sentence);
    if (why === null) return sentence;
    console.error(`heed: line ${before + i + 1}: ${why}`);
    process.exitCode = exitCodes.failed;
    return '';
  });
  const needAttention = options.show === true || options.html !== undefined;
  return translator.translate(accepted, { strategy: strategyFor(options.beam), needAttention });
}

function print({ source, target, score, map }: Translation, options: Options): void {
  if (options.json) {
    console.log(JSON.stringify({ source, target, score, ...(options.show && { map }) }));
    return;
  }
  console.log(target);
  if (!options.show) return;
  if (map === null) {
    if (source.trim() !== '') console.error('heed: this model has no attention to show');
    return;
  }
  console.log(
    `\n${renderAttention(map, { color: colorsOf(process.stdout), width: widthOf(process.stdout) })}\n`,
  );
}

async function writeReport(path: string, dir: string, translations: readonly Translation[]): Promise<void> {
  const examples = translations.flatMap(({ source, target, map }) =>
    map ? [{ title: `${source} → ${target}`, ...map }] : [],
  );
  await writeFileAtomic(
    path,
    attentionPage({ title: 'What the translator looked at', summary: `Model: ${dir}`, examples }),
  );
  console.error(`heed: wrote ${examples.length} ${examples.length === 1 ? 'map' : 'maps'} to ${path}`);
}
