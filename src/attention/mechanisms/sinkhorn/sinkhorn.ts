import { ValueError } from '../../../tensor/index.ts';
import { defineMechanism } from '../../defineMechanism.ts';
import type { MechanismRecipe } from '../../mechanism.ts';
import { checkOptions } from '../checkOptions.ts';
import { requireCounts } from '../requireCounts.ts';
import { BlockSorting } from './blockSorting.ts';
import { ownAndSorted } from './ownAndSorted.ts';
import { checkBalance } from './sinkhornNormalize.ts';
import { sortCut } from './sortCut.ts';

export interface SinkhornOptions {
  /** Positions of a block. The last block of a sequence may be shorter. */
  readonly blockSize: number;
  /**
   * With it, blocks are scored for places, of which there are at most so many (the paper's network); without it, blocks of keys
   * are scored against blocks of queries, however many there are.
   */
  readonly maxBlocks?: number;
  /** Low ones come near to moving whole blocks. */
  readonly temperature?: number;
  /** How often rows and columns of the sorting are balanced. */
  readonly iterations?: number;
  /** Whether noise is added to the scores of blocks in training (`module.training`). */
  readonly gumbel?: boolean;
  /** Blocks are sorted to later ones alone, and a query sees none after it in its own block. */
  readonly causal?: boolean;
  /** All queries attend to the first so many sorted blocks, and to nothing else (SortCut). */
  readonly sortCut?: number;
}

/**
 * Sparse Sinkhorn attention (Tay, Bahri, Yang, Metzler and Juan, 2020, "Sparse Sinkhorn Attention"): a sequence is cut into N
 * blocks of b positions, and a small network in each head learns which block each should see beside its own:
 *
 *     P = Sinkhorn((R + G) / temperature),   K'_i = Σ_j P_ij K_j,   V'_i = Σ_j P_ij V_j
 *     output of block i = softmax(Q_i [K_i ; K'_i]ᵀ / √E) [V_i ; V'_i]
 *
 * query, key [B, H, L, E] and value [B, H, L, Ev] -> [B, H, L, Ev], L = S. R [N, N] are the scores of blocks, sums of their
 * positions over b, by `PairSortingNetwork` or `PlaceSortingNetwork`, G is Gumbel noise in training, and `sinkhornNormalize`
 * makes P doubly stochastic, nearly, with rows that sum to 1: a block is a mean of blocks, and a weight on place s of it is
 * spread over place s of those it was mixed from. b is the paper's block size ℓ / N_B, `iterations` its k, `temperature` its τ.
 *
 * A block is sorted to no place of its own: it is seen there already and should not count twice. So with one block this is exact
 * attention. With `causal`, P_ij = 0 unless j < i, and balancing goes down the rows (`cumulative`): balanced in full, only the
 * block just before could be left for each; a few iterations say merely that what was given away counts for less. With `sortCut`
 * n, all queries attend to K'_1 ... K'_n alone, of which any block may be the first; S may differ from L.
 *
 * Padding and hidden keys add nothing to R or to mixtures: a place is the mean over the blocks in which it is real and counts as
 * much as those weigh, e^bias = Σ_j P_ij real_js. Queries at hidden places of L = S count as padding as well: a block that
 * holds nothing else neither takes nor gives. Dropout is that of the weights on [K_i ; K'_i].
 *
 * Multiply-adds of a head: (2 b L + L² / b) (E + Ev), least near b = √(L / 2), beside the scores of blocks; (n b L + n L)
 * (E + Ev) with sortCut. In training every call draws its noise anew, so that a map seen then is that of another draw.
 *
 * @throws ValueError for sizes that are no whole numbers from 1, for sortCut with `causal` or without `maxBlocks`; ShapeError at
 * the call where L differs from S, for more than `maxBlocks` blocks, or for other heads than it was built for.
 */
export function sinkhorn(options: SinkhornOptions): MechanismRecipe {
  checkOptions('sinkhorn', options, 'blockSize');
  const {
    blockSize,
    maxBlocks,
    temperature = 0.75,
    iterations = 8,
    gumbel = true,
    causal = false,
    sortCut: count,
  } = options;
  requireCounts('sinkhorn', { blockSize, maxBlocks: maxBlocks ?? 1, sortCut: count ?? 1 });
  checkBalance('sinkhorn', temperature, iterations);
  if (count !== undefined) checkSortCut(maxBlocks, causal);
  return {
    recipe: 'sinkhorn',
    build(sizes) {
      const sorting = new BlockSorting({ maxBlocks, temperature, iterations, gumbel, causal }, sizes);
      return defineMechanism({
        name: 'sinkhorn',
        causal,
        undecodable: causal ? 'blocks are sorted by what all of their positions hold' : undefined,
        modules: [sorting],
        builtFor: sizes,
        ...(count === undefined ? ownAndSorted(sorting, blockSize) : sortCut(sorting, blockSize, count)),
      });
    },
  };
}

function checkSortCut(maxBlocks: number | undefined, causal: boolean): void {
  if (causal) {
    throw new ValueError(
      'sinkhorn: sortCut has no causal form, for all queries see the same blocks, later ones among them. Leave sortCut out.',
    );
  }
  if (maxBlocks === undefined) {
    throw new ValueError(
      'sinkhorn: sortCut takes the first places, the same for all queries, so blocks must be scored for places: give maxBlocks, ' +
        'the number of blocks in the longest sequence.',
    );
  }
}
