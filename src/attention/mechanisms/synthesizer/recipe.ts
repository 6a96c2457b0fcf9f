import { attention } from '../../attention.ts';
import type { MechanismRecipe, MechanismSizes } from '../../mechanism.ts';
import { softmax } from '../../normalizers/index.ts';
import type { Align } from '../../patterns/alignment.ts';
import { causal, dense } from '../../patterns/index.ts';
import type { Score } from '../../scores/index.ts';

/** A recipe whose scores can be had without the rest, for mixtures. */
export interface SynthesizerRecipe extends MechanismRecipe {
  readonly causal: boolean;
  /** What a layer would attend by; where queries are not as many as keys, `align` says which ends meet. */
  score(sizes: MechanismSizes, align: Align): Score;
}

export function synthesizerRecipe(
  recipe: string,
  isCausal: boolean,
  score: (sizes: MechanismSizes, align: Align) => Score,
): SynthesizerRecipe {
  const pattern = isCausal ? causal() : dense();
  // Of a whole sequence both are the same; in decoding, queries are the last positions.
  const align = isCausal ? 'end' : 'start';
  return {
    recipe,
    causal: isCausal,
    score,
    build: (sizes) => attention({ score: score(sizes, align), normalizer: softmax(), pattern }),
  };
}
