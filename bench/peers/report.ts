import type { Machine } from '../machine.ts';
import { figure, table, writeChart, writeJson } from '../output.ts';
import type { Outcome } from './contest.ts';
import { type Group, milliseconds } from './groups/group.ts';
import type { Sides } from './sides.ts';

/** All outcomes of a group as a Markdown table: what each run did, then the ratios. */
export function outcomeTable({ unit = milliseconds }: Group, outcomes: readonly Outcome[]): string {
  const runs = unique(outcomes.flatMap((outcome) => outcome.runs.map(({ name }) => name)));
  const measured = unique(
    outcomes.flatMap((outcome) =>
      outcome.runs.filter((run) => run.peakBytes !== null).map(({ name }) => name),
    ),
  );
  const ratios = unique(outcomes.flatMap((outcome) => outcome.ratios.map(nameOf)));
  const header = [
    'what',
    'threads',
    ...runs.map((name) => `${name}, ${unit.name}`),
    ...measured.map((name) => `${name}, MB`),
    ...ratios,
  ];
  const rows = outcomes.map((outcome) => {
    const run = (name: string) => outcome.runs.find((run) => run.name === name);
    const cell = (value: number | null | undefined) => (value == null ? '' : figure(value));
    return [
      outcome.label,
      String(outcome.threads),
      ...runs.map(run).map((found) => cell(found && unit.of(found, outcome.threads))),
      ...measured.map(run).map((found) => cell(found?.peakBytes && found.peakBytes / 1e6)),
      ...ratios.map((name) => cell(outcome.ratios.find((ratio) => nameOf(ratio) === name)?.value)),
    ];
  });
  return table(header, rows);
}

/** peers-<group>.json and .svg. */
export function writeOutcomes(
  folder: string,
  group: Group,
  outcomes: readonly Outcome[],
  sides: Sides,
  machine: Machine,
): void {
  const { unit = milliseconds } = group;
  const used = new Set(outcomes.flatMap(({ runs }) => runs.map(({ side }) => side)));
  writeJson(folder, `peers-${group.name}`, {
    title: group.title,
    date: new Date().toISOString().slice(0, 10),
    machine,
    sides: Object.fromEntries([...sides.about].filter(([name]) => used.has(name))),
    outcomes: outcomes.map(({ label, threads, rounds, runs, ratios }) => ({
      label,
      threads,
      rounds,
      runs: runs.map((run) => ({
        name: run.name,
        side: run.side,
        [unit.name]: unit.of(run, threads),
        ms: run.ms,
        fastestMs: run.fastest,
        slowestMs: run.slowest,
        ...(run.peakBytes !== null && { peakBytes: run.peakBytes }),
      })),
      ratios: ratios.map(({ of, to, value }) => ({ of, to, value })),
    })),
  });
  const chart = group.chart(outcomes);
  if (chart !== null) writeChart(folder, `peers-${group.name}`, chart);
}

const nameOf = ({ of, to }: { of: string; to: string }): string => `${of} / ${to}`;

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
