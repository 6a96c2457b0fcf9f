import type { OperationProfile, Profile, ProfileEntry } from '../../runtime/index.ts';
import { truncate } from '../../viz/index.ts';
import { alignColumns } from './alignColumns.ts';
import { count } from './format.ts';

/** Columns of the longest bar. */
const BAR = 20;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A profile as a table for people: for an update on average, the slowest first, JavaScript and the sum at the end. */
export function profileTable(profile: Profile, updates: number, width: number): string {
  const { milliseconds, operations, hostMilliseconds } = profile;
  const slowest = Math.max(hostMilliseconds, ...operations.map((operation) => operation.milliseconds));
  const timesOf = (time: number): string[] => [
    (time / updates).toFixed(2),
    `${((100 * time) / milliseconds).toFixed(1)}%`,
  ];
  const rowOf = (name: string, time: number): string[] => [name, '', ...timesOf(time), bar(time / slowest)];
  const rows = [
    ['operation', 'calls', 'ms', 'share', '', 'GFLOP/s', 'kernels'],
    ...operations.map((operation) => {
      const [name, , ...times] = rowOf(operation.name, operation.milliseconds);
      return [name, count(operation.calls / updates), ...times, speed(operation), kernelsOf(operation)];
    }),
    rowOf('JavaScript', hostMilliseconds),
    ['all', '', ...timesOf(milliseconds)],
  ];
  const title = `Where the time of an update goes, on average over ${count(updates)}:`;
  return [title, '', ...alignColumns(rows, isText).map((line) => truncate(line, width))].join('\n');
}

const isText = (column: number): boolean => column === 0 || column === 4 || column === 6;

/** A bar for a share of the longest one, to an eighth of a column. */
function bar(share: number): string {
  const eighths = Math.round(8 * BAR * Math.max(0, share));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

/** Floating-point operations a second of those kernels whose multiply-adds are known. */
function speed({ kernels }: OperationProfile): string {
  const counted = kernels.filter(({ multiplyAdds }) => multiplyAdds > 0);
  const sum = (field: 'multiplyAdds' | 'milliseconds'): number =>
    counted.reduce((total, kernel) => total + kernel[field], 0);
  return counted.length === 0 ? '' : ((2 * sum('multiplyAdds')) / sum('milliseconds') / 1e6).toFixed(1);
}

/** The kernels that an operation is made of, with their shares where there are several. */
function kernelsOf({ name, milliseconds, kernels }: OperationProfile): string {
  const shown = kernels.filter((kernel) => kernel.milliseconds >= 0.01 * milliseconds);
  if (shown.length === 1) return shown[0].name === name ? '' : shown[0].name;
  const part = (kernel: ProfileEntry): string =>
    `${kernel.name} ${Math.round((100 * kernel.milliseconds) / milliseconds)}%`;
  return shown.map(part).join(', ');
}
