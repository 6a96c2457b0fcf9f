import { lineChart } from '../../../src/viz/lineChart.ts';
import type { Contest } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { AttentionWork } from '../work.ts';
import { besideTorch, type Group, heedName, heedRuns, peerRuns, ratioChart, WIDTH } from './group.ts';

/** Keys on either side. */
const SIZE = 256;

function work(L: number): AttentionWork {
  const visible = { kind: 'window', size: SIZE } as const;
  return { kind: 'attention', B: 1, H: 8, L, D: 64, gradients: true, visible };
}

/** A sliding window beside PyTorch, where the same takes a mask over all pairs. */
export const window: Group = {
  name: 'window',
  summary: 'a sliding window beside PyTorch with a mask; --long for PyTorch at 16,384',
  title: `Sliding window of ${SIZE} on both sides, forward and backward, B=1, H=8, D=64`,
  contests: (settings) =>
    settings.threads.flatMap((threads) =>
      (settings.quick ? [1024] : [1024, 4096, 16_384]).map((L): Contest => {
        const torch = L < 16_384 || settings.long ? peerRuns(settings, ['torch'], threads, work(L)) : [];
        return {
          label: `L=S=${L}`,
          threads,
          runs: [...heedRuns(settings, threads, work(L)), ...torch],
          pairs: besideTorch(settings).map(({ of, to, series }) => ({ of: to, to: of, series })),
        };
      }),
    ),
  chart: (outcomes) => ratioChart('Sliding window: times as fast as PyTorch with a mask', outcomes),
};

/** How time and memory grow with the length: each length in a process of its own. */
export const scaling: Group = {
  name: 'scaling',
  summary: 'a sliding window over longer and longer sequences: time and memory',
  title: `Sliding window of ${SIZE} on both sides, forward and backward: time for each position, and memory`,
  contests: (settings) =>
    settings.threads.flatMap((threads) => lengthsOf(settings).map((L) => growth(settings, threads, L))),
  chart(outcomes) {
    const measured = outcomes.flatMap(({ runs }) => runs.filter((run) => run.peakBytes !== null));
    const names = [...new Set(measured.map(({ name }) => name))];
    const threads = Math.min(...outcomes.map((outcome) => outcome.threads));
    return lineChart({
      title: `Sliding window: seconds by length, ${threads} thread${threads === 1 ? '' : 's'}`,
      xLabel: 'L=S',
      series: names.map((name, i) => ({
        name,
        color: i === 0 ? 'second' : 'first',
        points: outcomes
          .filter((outcome) => outcome.threads === threads)
          .flatMap(({ runs }) => runs.filter((run) => run.name === name))
          .map(({ work, ms }) => [(work as AttentionWork).L, ms / 1000] as const),
      })),
      width: WIDTH,
      height: 300,
    });
  },
};

const lengthsOf = ({ quick }: Settings): number[] =>
  quick ? [1024, 2048] : [4096, 8192, 16_384, 32_768, 65_536];

function growth(settings: Settings, threads: number, L: number): Contest {
  const [first] = lengthsOf(settings);
  const firstName = (name: string) => `${name} at ${first}`;
  const alone = (L: number) =>
    heedRuns(settings, threads, work(L)).map((run) => ({
      ...run,
      amount: L,
      side: { ...run.side, instance: String(L) },
    }));
  return {
    label: `L=S=${L}`,
    threads,
    // Results are compared where it costs less: see `window`.
    check: false,
    runs: [
      ...alone(L).map((run) => ({ ...run, memory: true })),
      ...(L === first ? [] : alone(first).map((run) => ({ ...run, name: firstName(run.name) }))),
    ],
    pairs: settings.builds.map(heedName).map((name) => ({ of: name, to: firstName(name) })),
  };
}
