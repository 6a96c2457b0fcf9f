import { ValueError } from '../../../tensor/index.ts';
import type { Score } from '../../scores/index.ts';
import { checkOptions } from '../checkOptions.ts';
import { MixedScore } from './mixedScore.ts';
import { type SynthesizerRecipe, synthesizerRecipe } from './recipe.ts';

export interface SynthesizerMixtureOptions {
  /** Synthesizers, and scores such as `scaledDot()`. A score with parameters is shared by all layers; synthesizers are built anew. */
  readonly components: readonly (SynthesizerRecipe | Score)[];
  /** A query sees its own position and those before it. */
  readonly causal?: boolean;
}

/**
 * A mixture of Synthesizers with one another and with the dot product (Tay et al., 2021):
 *
 *     output = softmax(Σ_n α_n S_n) V,   Σ_n α_n = 1,   α learned in each head
 *
 * query [B, H, L, E], key [B, H, S, E] and value [B, H, S, Ev] -> [B, H, L, Ev]; S_n are the scores of the components. The paper's
 * best is `synthesizerMixture({ components: [scaledDot(), randomSynthesizer({ maxLength })] })`.
 *
 * @throws ValueError for no component, or one that is causal by itself.
 */
export function synthesizerMixture(options: SynthesizerMixtureOptions): SynthesizerRecipe {
  checkOptions('synthesizerMixture', options, 'components');
  const { components, causal = false } = options;
  if (components.length === 0) throw new ValueError('synthesizerMixture: needs at least one component');
  for (const component of components) {
    if (!('recipe' in component) || !component.causal) continue;
    throw new ValueError(
      `synthesizerMixture: ${component.recipe} is causal by itself; scores are mixed before anything is hidden. Leave it out there, and ` +
        'pass causal: true to the mixture.',
    );
  }
  return synthesizerRecipe('synthesizerMixture', causal, (sizes, align) => {
    const scores = components.map((component) =>
      'recipe' in component ? component.score(sizes, align) : component,
    );
    return new MixedScore({ ...sizes, components: scores });
  });
}
