import { bubbleChart, type Picture } from '../../viz/index.ts';
import type { ComparisonRow } from './summarize.ts';

const MIB = 2 ** 20;

/** Speed across, score up, circles for memory: the chart of Long Range Arena (Tay et al., 2021). */
export function comparisonChart(rows: readonly ComparisonRow[], title: string): Picture {
  return bubbleChart(
    rows.map(({ mechanism, accuracy: { mean, deviation }, examplesPerSecond, peakBytes }) => ({
      name: mechanism,
      x: examplesPerSecond.mean,
      y: 100 * mean,
      deviation: deviation === null ? null : 100 * deviation,
      size: peakBytes,
    })),
    {
      title,
      x: { title: 'examples a second in training', log: true },
      y: { title: 'test accuracy, %', bounds: [0, 100], format: (value) => value.toFixed(1) },
      size: {
        title: 'memory of a training step',
        format: (bytes) => `${Number((bytes / MIB).toPrecision(3))} MiB`,
      },
    },
  );
}
