import { Module } from '../../../nn/index.ts';
import { add, type Rng, type Tensor, tidy } from '../../../tensor/index.ts';
import type { MechanismSizes } from '../../mechanism.ts';
import { gumbelNoise } from '../../normalizers/gumbelNoise.ts';
import { sinkhornNormalize } from './sinkhornNormalize.ts';
import { PairSortingNetwork, PlaceSortingNetwork, type SortingNetwork } from './sortingNetworks.ts';

export interface BlockSortingOptions {
  readonly maxBlocks?: number;
  readonly temperature: number;
  readonly iterations: number;
  readonly gumbel: boolean;
  readonly causal: boolean;
}

/** How much of each block goes to each place: the scores of a network, with Gumbel noise in training, balanced. */
export class BlockSorting extends Module {
  readonly network: SortingNetwork;
  /** Of the noise. */
  readonly rng: Rng;
  readonly options: BlockSortingOptions;

  constructor(options: BlockSortingOptions, sizes: MechanismSizes) {
    super();
    const { maxBlocks, causal } = options;
    this.network =
      maxBlocks === undefined
        ? new PairSortingNetwork({ ...sizes, causal })
        : new PlaceSortingNetwork({ ...sizes, maxBlocks });
    this.rng = sizes.rng.fork();
    this.options = options;
  }

  /**
   * query and key [B, H, N, size, E], 0 where they are padding; `allowed` broadcasts to the result, [B, H, N, N]. Without
   * queries, which places do not need.
   */
  forward(query: Tensor | null, key: Tensor, allowed: Tensor | null): Tensor {
    const { temperature, iterations, gumbel, causal } = this.options;
    return tidy(() => {
      const scores = this.network.forward(query ?? key, key);
      const noisy = this.training && gumbel ? add(scores, gumbelNoise(scores.shape, this.rng)) : scores;
      return sinkhornNormalize(noisy, { temperature, iterations, mask: allowed, cumulative: causal });
    });
  }

  /** For N blocks in one head. */
  multiplyAdds(N: number, E: number): number {
    const balancing = this.options.causal ? this.options.iterations * N ** 3 : 0;
    return this.network.multiplyAdds(N, E) + balancing;
  }

  /** The most numbers held at once for it, in the mode that it is in; `masked` where not all is allowed. */
  floats(N: number, masked: boolean): number {
    const { iterations, causal, gumbel } = this.options;
    const rows = masked ? 5 : 3;
    const columns = iterations === 0 ? 0 : 4 + Number(masked) + Number(causal);
    const noise = this.training && gumbel ? 2 : 0;
    return N * N * (Math.max(rows, columns) + noise);
  }
}
