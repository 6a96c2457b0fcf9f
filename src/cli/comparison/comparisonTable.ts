import type { ComparisonRow, Spread } from '../../tasks/index.ts';
import { alignColumns } from '../ui/alignColumns.ts';
import { bytes, count } from '../ui/format.ts';

/** A comparison as a table for people, with means and standard deviations over seeds. */
export function comparisonTable(rows: readonly ComparisonRow[]): string {
  const headings = [
    'mechanism',
    'seeds',
    'accuracy %',
    'examples/s',
    'memory',
    'parameters',
    'multiply-adds',
  ];
  const cells = rows.map(({ mechanism, seeds, accuracy, examplesPerSecond, peakBytes, ...own }) => [
    mechanism,
    String(seeds.length),
    spreadText(accuracy, (share) => (100 * share).toFixed(2)),
    spreadText(examplesPerSecond, (speed) => speed.toFixed(1)),
    bytes(peakBytes),
    count(own.parameters),
    millions(own.multiplyAdds),
  ]);
  return alignColumns([headings, ...cells], (column) => column === 0).join('\n');
}

function spreadText({ mean, deviation }: Spread, write: (value: number) => string): string {
  return deviation === null ? write(mean) : `${write(mean)} ± ${write(deviation)}`;
}

const millions = (n: number): string => `${n < 1e9 ? (n / 1e6).toPrecision(3) : count(n / 1e6)} M`;
