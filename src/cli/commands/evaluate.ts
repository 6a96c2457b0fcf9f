import { Command } from 'commander';
import { readPairs } from '../../data/index.ts';
import { openFile } from '../../data/node/openFile.ts';
import { formatBleu } from '../../metrics/index.ts';
import { evaluateTranslator } from '../../tasks/translation/index.ts';
import { ModelDirectory } from '../../tasks/translation/node/index.ts';
import { count, duration } from '../ui/format.ts';
import { positiveInteger } from '../ui/numbers.ts';
import { reportSkipped } from '../ui/reportSkipped.ts';
import { WorkBar } from '../ui/workBar.ts';
import { strategyFor } from './translate.ts';

interface Options {
  data: string;
  source: number;
  target: number;
  header?: boolean;
  beam: number;
  limit?: number;
  json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure a trained model: BLEU and speed')
    .description(
      'Translates every distinct source of a file of pairs and compares with all of its translations there: corpus BLEU\n' +
        "(sacreBLEU's default), sentences and tokens per second.",
    )
    .argument('<dir>', 'the model directory')
    .requiredOption('--data <file>', 'tab-separated pairs, plain or gzipped')
    .option('--source <column>', 'column of the source language', positiveInteger, 1)
    .option('--target <column>', 'column of the target language', positiveInteger, 2)
    .option('--header', 'the first line names the columns')
    .option('--beam <n>', 'search with n beams; 1 is greedy', positiveInteger, 1)
    .option('--limit <n>', 'use at most n sources, spread over the file', positiveInteger)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ heed evaluate model --data test.tsv.gz --source 2 --target 1 --beam 4',
    )
    .action(evaluate);
}

async function evaluate(dir: string, options: Options): Promise<void> {
  const translator = await new ModelDirectory(dir).loadTranslator();
  const { pairs, report } = await readPairs(openFile(options.data), {
    sourceColumn: options.source,
    targetColumn: options.target,
    header: options.header,
    name: options.data,
  });
  reportSkipped(report);
  const bar = new WorkBar('translating', process.stderr);
  const result = await evaluateTranslator(translator, pairs, {
    strategy: strategyFor(options.beam),
    limit: options.limit,
    onRefused: (source, why) => console.error(`heed: left untranslated: "${source.slice(0, 40)}…": ${why}`),
    onProgress: (done, total) => bar.update(done, total),
  });
  bar.stop();
  const { bleu, translations, seconds, sentencesPerSecond, tokensPerSecond } = result;
  if (options.json) {
    console.log(
      JSON.stringify({ bleu, sentences: translations.length, seconds, sentencesPerSecond, tokensPerSecond }),
    );
    return;
  }
  console.log(`BLEU       ${formatBleu(bleu)}`);
  console.log(
    `sentences  ${count(translations.length)} in ${duration(seconds)}: ${sentencesPerSecond.toFixed(1)} sentences/s, ${count(tokensPerSecond)} tokens/s`,
  );
}
