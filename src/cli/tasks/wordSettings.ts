import { Option } from 'commander';
import { fraction, positiveInteger } from '../ui/numbers.ts';

/** Settings of tasks whose models read words. */
export interface WordSettingValues {
  readonly batchWords: number;
  readonly minFrequency: number;
  readonly labelSmoothing: number;
}

export function wordSettingOptions(defaults: WordSettingValues): Option[] {
  return [
    new Option('--batch-words <n>', 'the most words in a batch, padding included')
      .argParser(positiveInteger)
      .default(defaults.batchWords),
    new Option('--min-frequency <n>', 'words seen less often are known by their characters alone')
      .argParser(positiveInteger)
      .default(defaults.minFrequency),
    new Option('--label-smoothing <p>', 'share of each target spread over the labels')
      .argParser(fraction)
      .default(defaults.labelSmoothing),
  ];
}
