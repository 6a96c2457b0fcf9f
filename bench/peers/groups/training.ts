import type { Contest } from '../contest.ts';
import type { Settings } from '../settings.ts';
import type { TrainingWork } from '../work.ts';
import { besideTorch, type Group, heedRuns, peerRuns, ratioChart } from './group.ts';

const model = { vocabSize: 4000, embedDim: 128, numHeads: 4, feedForwardDim: 512, numLayers: 2 };

export const training: Group = {
  name: 'training',
  summary: 'a training step of a Transformer, beside PyTorch',
  title:
    'Training step of a Transformer (2 + 2 layers, D=128, vocabulary 4,000): loss, gradients, clipping, Adam',
  contests: (settings) =>
    settings.threads.flatMap((threads) =>
      batchesOf(settings).flatMap(([B, L]) =>
        [0.1, 0].map((dropout) => contest(settings, threads, B, L, dropout)),
      ),
    ),
  chart: (outcomes) =>
    ratioChart("Training step: time as a multiple of PyTorch's", outcomes, { name: 'PyTorch', value: 1 }),
};

/** Sequences, and tokens in each. */
const batchesOf = ({ quick }: Settings): readonly (readonly [number, number])[] => {
  if (quick) return [[4, 16]];
  return [
    [1, 16],
    [8, 64],
    [16, 128],
  ];
};

function contest(settings: Settings, threads: number, B: number, L: number, dropout: number): Contest {
  const work: TrainingWork = { kind: 'training', B, L, dropout, model };
  return {
    label: `${B} x ${L} tokens${dropout === 0 ? ', no dropout' : ''}`,
    threads,
    slowToWarm: true,
    runs: [...heedRuns(settings, threads, work), ...peerRuns(settings, ['torch'], threads, work)],
    pairs: besideTorch(settings),
  };
}
