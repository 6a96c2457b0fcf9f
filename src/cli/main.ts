#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import packageJSON from '../../package.json' with { type: 'json' };
import { configure } from '../runtime/index.ts';
import { HeedError } from '../tensor/index.ts';
import { compareCommand } from './commands/compare.ts';
import { demoCommand } from './commands/demo.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { infoCommand } from './commands/info.ts';
import { predictCommand } from './commands/predict.ts';
import { showCommand } from './commands/show.ts';
import { trainCommand } from './commands/train.ts';
import { translateCommand } from './commands/translate.ts';
import { exitCodes } from './ui/exit.ts';
import { positiveInteger } from './ui/numbers.ts';

function program(): Command {
  const heed = new Command('heed')
    .description('Attention in TypeScript: train models of sequences, use them, and see what they look at.')
    .version(packageJSON.version)
    .option('--debug', 'print stack traces of errors')
    .option('--threads <n>', 'threads that kernels run on (default: one a core, up to 8)', positiveInteger)
    .option('--no-turbo', "leave V8's revectorizer off, see docs/performance.md")
    .hook('preAction', (program) => {
      const { threads, turbo } = program.opts<{ threads?: number; turbo: boolean }>();
      configure({ threads, turbo: turbo && process.env.HEED_TURBO !== '0' });
    })
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', '\nBegin with:\n  $ heed demo');
  for (const command of [
    demoCommand(),
    trainCommand(),
    predictCommand(),
    showCommand(),
    translateCommand(),
    evaluateCommand(),
    compareCommand(),
    infoCommand(),
  ]) {
    heed.addCommand(command);
  }
  return heed;
}

/** A reader that closes the pipe early (head, less) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

const heed = program();
for (const command of [heed, ...heed.commands, ...heed.commands.flatMap((c) => c.commands)])
  command.exitOverride();
try {
  await heed.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    const known = error instanceof HeedError;
    console.error(`heed: ${error instanceof Error ? error.message : String(error)}`);
    if (heed.opts().debug || !known) console.error(error);
    process.exitCode = exitCodes.failed;
  }
}
