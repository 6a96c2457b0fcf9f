import { barChart } from '../../../src/viz/barChart.ts';
import type { DataColor } from '../../../src/viz/legend.ts';
import type { Picture } from '../../../src/viz/svg.ts';
import type { Contest, Outcome, Pair, Run, RunOutcome } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { PeerName } from '../side.ts';
import type { Work } from '../work.ts';

/** Contests that belong in one table. */
export interface Group {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  readonly title: string;
  contests(settings: Settings): readonly Contest[] | Promise<readonly Contest[]>;
  /** What the table shows of each run: milliseconds by default. */
  readonly unit?: Unit;
  /** Null where there is nothing to draw. */
  chart(outcomes: readonly Outcome[]): Picture | null;
}

export interface Unit {
  readonly name: string;
  of(run: RunOutcome, threads: number): number;
}

export const milliseconds: Unit = { name: 'ms', of: ({ ms }) => ms };

const PEER_TITLES: Record<PeerName, string> = {
  torch: 'PyTorch',
  onnxruntime: 'onnxruntime-web',
  jaxjs: 'jax-js',
  tfjs: 'tfjs',
};

export const heedName = (build: string): string => `heed ${build}`;

/** The work done by each build of heed. */
export function heedRuns({ builds }: Settings, threads: number, work: Work): Run[] {
  return builds.map((build) => ({ name: heedName(build), side: { peer: 'heed', build, threads }, work }));
}

/** The same by those of the peers that are asked for. */
export function peerRuns(
  { peers }: Settings,
  names: readonly PeerName[],
  threads: number,
  work: Work,
): Run[] {
  return names
    .filter((name) => peers.includes(name))
    .map((name) => ({ name: PEER_TITLES[name], side: { peer: name, threads }, work }));
}

/** Each build's time as a part of PyTorch's. */
export function besideTorch({ builds }: Settings): Pair[] {
  return builds.map((build) => ({ of: heedName(build), to: PEER_TITLES.torch, series: heedName(build) }));
}

export const WIDTH = 760;
const COLORS: readonly DataColor[] = ['second', 'first', 'quiet'];

/** The ratios that belong to a series, as bars, a group of them for each contest. */
export function ratioChart(
  title: string,
  outcomes: readonly Outcome[],
  reference?: { name: string; value: number },
): Picture | null {
  const rows = outcomes.flatMap((outcome) => {
    const ratios = outcome.ratios.filter(({ series }) => series !== undefined);
    return [...new Set(ratios.map(({ row }) => row))].map((row) => ({
      label: [row, rowLabel(outcome)].filter(Boolean).join(', '),
      values: new Map(
        ratios.filter((ratio) => ratio.row === row).map(({ series, value }) => [series!, value]),
      ),
    }));
  });
  return rows.length === 0 ? null : bars(title, rows, reference);
}

/** What the table shows of each run, as bars. */
export function figureChart(title: string, outcomes: readonly Outcome[], unit: Unit): Picture {
  const rows = outcomes.map((outcome) => ({
    label: rowLabel(outcome),
    values: new Map(outcome.runs.map((run) => [run.name, unit.of(run, outcome.threads)])),
  }));
  return bars(title, rows);
}

interface Row {
  readonly label: string;
  readonly values: ReadonlyMap<string, number>;
}

function bars(title: string, rows: readonly Row[], reference?: { name: string; value: number }): Picture {
  const names = [...new Set(rows.flatMap(({ values }) => [...values.keys()]))];
  return barChart({
    title,
    series: names.map((name, i) => ({ name, color: COLORS[i % COLORS.length] })),
    groups: rows.map(({ label, values }) => ({
      label,
      values: names.map((name) => values.get(name) ?? null),
    })),
    reference,
    width: WIDTH,
  });
}

export function rowLabel({ label, threads }: { label: string; threads: number }): string {
  return `${label}, ${threads} thread${threads === 1 ? '' : 's'}`;
}
