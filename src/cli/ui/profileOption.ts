import { Option } from 'commander';
import { UpdateProfiler } from '../../training/index.ts';
import { positiveInteger } from './numbers.ts';
import { profileTable } from './profileTable.ts';
import { widthOf } from './style.ts';

/** For commands that train: `profile` is then an `UpdateProfiler`, or undefined. */
export function profileOption(): Option {
  return new Option(
    '--profile [updates]',
    'print where the time of so many updates goes, after 10 to warm up',
  )
    .preset('50')
    .argParser((text) => new UpdateProfiler({ updates: positiveInteger(text) }));
}

/** Prints the table on standard output, whole where that is no terminal. */
export function printProfile({ profile, updates, warmup }: UpdateProfiler): void {
  if (updates === 0) {
    console.error(`no update was profiled: the first ${warmup} only warm up, and there were no more`);
    return;
  }
  const width = process.stdout.isTTY ? widthOf(process.stdout) : Number.POSITIVE_INFINITY;
  console.log(`${profileTable(profile, updates, width)}\n`);
}
