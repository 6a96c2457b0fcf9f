import { attention } from '../../attention.ts';
import type { MechanismRecipe, MechanismSizes } from '../../mechanism.ts';
import { softmax } from '../../normalizers/index.ts';
import { causal, dense } from '../../patterns/index.ts';
import type { Score } from '../../scores/index.ts';

/** A recipe whose scores can be had without the rest, for mixtures. */
export interface SynthesizerRecipe extends MechanismRecipe {
  readonly causal: boolean;
  /** What a layer would attend by. */
  score(sizes: MechanismSizes): Score;
}

export function synthesizerRecipe(
  recipe: string,
  isCausal: boolean,
  score: (sizes: MechanismSizes) => Score,
): SynthesizerRecipe {
  const pattern = isCausal ? causal() : dense();
  return {
    recipe,
    causal: isCausal,
    score,
    build: (sizes) => attention({ score: score(sizes), normalizer: softmax(), pattern }),
  };
}
