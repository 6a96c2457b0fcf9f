import type { Contest, Pair, Run } from '../contest.ts';
import type { Settings } from '../settings.ts';
import { type AttentionWork, multiplyAdds } from '../work.ts';
import { directionOf } from './attention.ts';
import { besideTorch, type Group, heedName, heedRuns, peerRuns, ratioChart } from './group.ts';

type Shape = Pick<AttentionWork, 'B' | 'L' | 'D' | 'visible'>;

/** The time for each multiply-add beside that of the plain case. */
export const shapes: Group = {
  name: 'shapes',
  summary: 'attention with other head sizes, odd lengths and padding: time for each multiply-add',
  title: 'Attention of other shapes, H=8; the plain case is B=1, L=S=1024, D=64',
  contests: (settings) =>
    settings.threads.flatMap((threads) =>
      (settings.quick ? [true] : [false, true]).flatMap((gradients) =>
        shapesOf(settings).map((shape) => contest(settings, threads, gradients, shape)),
      ),
    ),
  chart: (outcomes) =>
    ratioChart('Time for a multiply-add, as a multiple of the plain case', outcomes, {
      name: 'the plain case',
      value: 1,
    }),
};

const plainLength = ({ quick }: Settings): number => (quick ? 128 : 1024);

function shapesOf(settings: Settings): Shape[] {
  const L = plainLength(settings);
  const lengths = [L, Math.round(0.6 * L)];
  return [
    { B: 1, L, D: 32 },
    { B: 1, L, D: 80 },
    { B: 1, L, D: 128 },
    { B: 1, L: settings.quick ? 125 : 1000, D: 64 },
    { B: 2, L, D: 64, visible: { kind: 'lengths', lengths } },
  ];
}

function contest(settings: Settings, threads: number, gradients: boolean, shape: Shape): Contest {
  const work: AttentionWork = { kind: 'attention', H: 8, gradients, ...shape };
  const plain: AttentionWork = {
    kind: 'attention',
    B: 1,
    H: 8,
    L: plainLength(settings),
    D: 64,
    gradients,
  };
  const runs = [
    ...heedRuns(settings, threads, work),
    ...heedRuns(settings, threads, plain).map((run) => ({ ...run, name: plainName(run.name) })),
    ...peerRuns(settings, ['torch'], threads, work),
  ];
  const besidePlain = settings.builds.map((build): Pair => {
    const name = heedName(build);
    return { of: name, to: plainName(name), series: name };
  });
  return {
    label: `${directionOf(work)}, ${nameOf(shape)}`,
    threads,
    runs: runs.map((run): Run => ({ ...run, amount: multiplyAdds(run.work as AttentionWork) })),
    pairs: [...besidePlain, ...besideTorch(settings).map(({ of, to }) => ({ of, to }))],
  };
}

const plainName = (name: string): string => `${name}, plain`;

function nameOf({ L, D, visible }: Shape): string {
  return visible?.kind === 'lengths' ? `lengths ${visible.lengths.join(' and ')}` : `L=S=${L}, D=${D}`;
}
