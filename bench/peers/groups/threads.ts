import type { Contest, Run } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { Work } from '../work.ts';
import { type Group, heedName, heedRuns, peerRuns, ratioChart, rowLabel } from './group.ts';

/** How much faster several threads are than one. */
export const threads: Group = {
  name: 'threads',
  summary: 'several threads beside one, attention and products',
  title: 'Several threads beside one',
  contests: (settings) =>
    settings.threads
      .filter((threads) => threads > 1)
      .flatMap((threads) =>
        worksOf(settings).map(([label, work]) => contest(settings, threads, label, work)),
      ),
  chart: (outcomes) => ratioChart('Times as fast as one thread', outcomes),
};

function worksOf({ quick }: Settings): (readonly [string, Work])[] {
  const lengths = quick ? [256] : [512, 1024, 2048];
  const sizes = quick ? [256] : [256, 512, 1024];
  const attention = { kind: 'attention', B: 1, H: 8, D: 64 } as const;
  return [
    ...lengths.map((L) => [`attention forward, ${L}`, { ...attention, L, gradients: false }] as const),
    ...lengths.map(
      (L) => [`attention forward and backward, ${L}`, { ...attention, L, gradients: true }] as const,
    ),
    ...sizes.map((n) => [`product, ${n}`, { kind: 'product', n }] as const),
  ];
}

function contest(settings: Settings, threads: number, label: string, work: Work): Contest {
  const runsOn = (count: number): Run[] => [
    ...heedRuns(settings, count, work),
    ...peerRuns(settings, ['torch'], count, work),
  ];
  const named = (count: number) =>
    runsOn(count).map((run) => ({ ...run, name: rowLabel({ label: run.name, threads: count }) }));
  const heedNames = settings.builds.map(heedName);
  return {
    label,
    threads,
    runs: [...named(1), ...named(threads)],
    pairs: runsOn(threads).map(({ name }) => ({
      of: rowLabel({ label: name, threads: 1 }),
      to: rowLabel({ label: name, threads }),
      series: heedNames.includes(name) ? name : 'PyTorch',
    })),
  };
}
