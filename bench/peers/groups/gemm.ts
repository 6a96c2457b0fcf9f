import type { ProductWork } from '../work.ts';
import { besideTorch, figureChart, type Group, heedRuns, peerRuns, type Unit } from './group.ts';

const speed: Unit = {
  name: 'GFLOP/s a core',
  of: ({ work, ms }, threads) => (2 * (work as ProductWork).n ** 3) / (ms * 1e6) / threads,
};

export const gemm: Group = {
  name: 'gemm',
  summary: 'products of square matrices, beside PyTorch',
  title: 'Products of n x n matrices',
  unit: speed,
  contests: (settings) =>
    settings.threads.flatMap((threads) =>
      (settings.quick ? [64, 128] : [64, 128, 256, 512, 1024]).map((n) => {
        const work: ProductWork = { kind: 'product', n };
        return {
          label: `n=${n}`,
          threads,
          runs: [...heedRuns(settings, threads, work), ...peerRuns(settings, ['torch'], threads, work)],
          pairs: besideTorch(settings),
        };
      }),
    ),
  chart: (outcomes) => figureChart('Products of n x n matrices: GFLOP/s a core', outcomes, speed),
};
