import { checkOptions } from '../checkOptions.ts';
import { requireCounts } from '../requireCounts.ts';
import { LowRankRandomScore } from './lowRankRandomScore.ts';
import { RandomSynthesizerScore } from './randomScore.ts';
import { type SynthesizerRecipe, synthesizerRecipe } from './recipe.ts';

export interface RandomSynthesizerOptions {
  /** The most queries and keys (the paper's N). */
  readonly maxLength: number;
  /** The matrix is a product R_1 R_2ᵀ of this rank (the paper's k). */
  readonly rank?: number;
  /** Whether the matrix is learned, or stays as it was drawn. */
  readonly trainable?: boolean;
  /** A query sees its own position and those before it. */
  readonly causal?: boolean;
}

/**
 * The random Synthesizer (Tay et al., 2021): who looks at whom is the same for every input,
 *
 *     output = softmax(R) V,   with `rank` softmax(R_1 R_2ᵀ) V
 *
 * query [B, H, L, E] and value [B, H, S, Ev] -> [B, H, L, Ev], where R [H, maxLength, maxLength] is cut to the L queries and S keys
 * that are there. R is held once for all sequences, and not at all with `rank`, which runs as queries R_1 and keys R_2.
 *
 * Multiply-adds of a head: L S (1 + Ev), or L S (rank + Ev).
 *
 * @throws ValueError for sizes that are no whole numbers from 1; ShapeError at the call for more queries or keys, or, if causal, L
 * other than S.
 */
export function randomSynthesizer(options: RandomSynthesizerOptions): SynthesizerRecipe {
  checkOptions('randomSynthesizer', options, 'maxLength');
  const { maxLength, rank, trainable = true, causal = false } = options;
  requireCounts('randomSynthesizer', { maxLength, rank: rank ?? 1 });
  if (rank === undefined) {
    return synthesizerRecipe(
      'randomSynthesizer',
      causal,
      (sizes, align) => new RandomSynthesizerScore({ ...sizes, maxLength, trainable, align }),
    );
  }
  return synthesizerRecipe(
    'lowRankRandomSynthesizer',
    causal,
    (sizes, align) => new LowRankRandomScore({ ...sizes, maxLength, rank, trainable, align }),
  );
}
