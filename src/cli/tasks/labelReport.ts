import type { Confusion, F1Score } from '../../metrics/index.ts';
import type { LabelEvaluation, Labelling } from '../../tasks/index.ts';
import { meanMap } from '../../viz/index.ts';
import { count, percent } from '../ui/format.ts';
import type { Measured } from './taskCommand.ts';

/** Labels shown one by one; of more, only the most frequent. */
const MOST_LABELS = 20;
/** Confusions shown, the most frequent first. */
const MOST_CONFUSIONS = 5;

/** What a labelling is worth, label by label, and what is taken for what. */
export function labelReport(byLabel: readonly F1Score[], { labels, counts }: Confusion): string[] {
  const shown = [...byLabel].sort((a, b) => b.support - a.support).slice(0, MOST_LABELS);
  const width = Math.max(5, ...shown.map(({ label }) => label.length));
  const rows = shown.map(
    ({ label, precision, recall, f1, support }) =>
      `${label.padEnd(width)} ${[precision, recall, f1].map((x) => percent(x).padStart(10)).join('')}${count(support).padStart(10)}`,
  );
  const confusions = counts
    .flatMap((row, t) => row.map((n, p) => ({ n, truth: labels[t], taken: labels[p] })))
    .filter(({ n, truth, taken }) => n > 0 && truth !== taken)
    .sort((a, b) => b.n - a.n)
    .slice(0, MOST_CONFUSIONS);
  return [
    '',
    `${'label'.padEnd(width)} ${['precision', 'recall', 'F1', 'of'].map((name) => name.padStart(10)).join('')}`,
    ...rows,
    ...(confusions.length === 0 ? [] : ['', 'mistakes, the most frequent first:']),
    ...confusions.map(({ n, truth, taken }) => `  ${truth} taken for ${taken}: ${count(n)}`),
  ];
}

/** What an evaluation of a label for each input says; `noun` is what the inputs are called, in the plural. */
export function measuredLabels(
  { metrics, examples, byLabel, confusion }: LabelEvaluation,
  noun: string,
): Measured {
  return {
    json: { ...metrics, [noun]: examples, byLabel },
    lines: [
      `accuracy   ${percent(metrics.accuracy)} of ${count(examples)} ${noun}`,
      ...labelReport(byLabel, confusion),
    ],
  };
}

/** The likeliest labels with their probabilities, as JSON has them. */
export function likeliest(
  { probabilities }: Pick<Labelling, 'probabilities'>,
  labels: readonly string[],
  most = 3,
): { label: string; probability: number }[] {
  return labels
    .map((label, i) => ({ label, probability: probabilities[i] }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, most);
}

/** How much each place of an input counted, over all queries. */
export function meanWeights(attention: readonly Float32Array[]): number[] {
  return meanMap(attention.map((row) => [row]))[0];
}
