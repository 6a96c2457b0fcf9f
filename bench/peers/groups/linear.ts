import type { Contest } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { LinearAttentionWork } from '../work.ts';
import { besideTorch, type Group, heedRuns, peerRuns, ratioChart } from './group.ts';

/** Linear attention beside PyTorch, where it is three einsums. */
export const linear: Group = {
  name: 'linear',
  summary: 'linear attention (elu + 1) beside PyTorch, with and without the future',
  title: 'Linear attention (elu + 1), forward and backward, B=1, H=8',
  contests: (settings) =>
    settings.threads.flatMap((threads) =>
      [false, true].flatMap((causal) =>
        [64, 8].flatMap((D) => lengthsOf(settings).map((L) => contest(settings, threads, { L, D, causal }))),
      ),
    ),
  chart: (outcomes) =>
    ratioChart('Linear attention: time as a fraction of PyTorch', outcomes, { name: 'PyTorch', value: 1 }),
};

const lengthsOf = ({ quick }: Settings): number[] => (quick ? [512] : [1024, 16_384]);

function contest(
  settings: Settings,
  threads: number,
  { L, D, causal }: Pick<LinearAttentionWork, 'L' | 'D' | 'causal'>,
): Contest {
  const work: LinearAttentionWork = { kind: 'linearAttention', B: 1, H: 8, L, D, causal };
  return {
    label: `L=S=${L}, D=${D}${causal ? ', causal' : ''}`,
    threads,
    runs: [...heedRuns(settings, threads, work), ...peerRuns(settings, ['torch'], threads, work)],
    pairs: besideTorch(settings),
  };
}
