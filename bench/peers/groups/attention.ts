import type { Contest } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { AttentionWork, Visibility } from '../work.ts';
import { besideTorch, type Group, heedRuns, peerRuns, ratioChart } from './group.ts';

export const attention: Group = {
  name: 'attention',
  summary: 'attention by length, forward and with gradients, beside PyTorch',
  title: 'Attention, B=1, H=8, D=64',
  contests: (settings) => byLength(settings),
  chart: (outcomes) => chart('Attention', outcomes),
};

export const causal: Group = {
  name: 'causal',
  summary: 'the same where a query sees its own position and those before it',
  title: 'Causal attention, B=1, H=8, D=64',
  contests: (settings) => byLength(settings, { kind: 'causal' }),
  chart: (outcomes) => chart('Causal attention', outcomes),
};

const chart = (what: string, outcomes: Parameters<Group['chart']>[0]) =>
  ratioChart(`${what}: time as a multiple of PyTorch's`, outcomes, { name: 'PyTorch', value: 1 });

function byLength(settings: Settings, visible?: Visibility): Contest[] {
  const lengths = settings.quick ? [200] : [512, 1024, 2048, 4096];
  return settings.threads.flatMap((threads) =>
    [false, true].flatMap((gradients) =>
      lengths.map((L) => {
        const work: AttentionWork = { kind: 'attention', B: 1, H: 8, L, D: 64, gradients, visible };
        return {
          label: `${directionOf(work)}, L=S=${L}`,
          threads,
          runs: [...heedRuns(settings, threads, work), ...peerRuns(settings, ['torch'], threads, work)],
          pairs: besideTorch(settings),
        };
      }),
    ),
  );
}

export function directionOf({ gradients }: AttentionWork): string {
  return gradients ? 'forward and backward' : 'forward';
}
