import {
  dropout as drop,
  fusedLinearAttention,
  mul,
  ones,
  type Tensor,
  ValueError,
} from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import type { FeatureMap, FeatureMapRecipe } from './featureMap.ts';
import { LinearAttentionState } from './linearAttentionState.ts';
import { linearCost } from './linearCost.ts';

export interface LinearAttentionSettings<Map> {
  /** phi: `eluFeatures()`, `reluFeatures()`, `softmaxFeatures()`, `randomFourierFeatures()`, `favorFeatures()`. */
  readonly featureMap: Map;
  /** Query i sees keys up to i; there are then as many keys as queries. */
  readonly causal?: boolean;
}

/**
 * Attention whose weights are dot products of features (Katharopoulos et al., 2020, "Transformers are RNNs"):
 *
 *     out_i = phi(q_i)ᵀ Σ_j phi(k_j) v_jᵀ / phi(q_i)ᵀ Σ_j phi(k_j)
 *
 * query [B, H, L, E], key [B, Hk, S, E], value [B, Hk, S, Ev] -> output [B, H, L, Ev]. The sums over keys are made once for
 * all queries, so that time and memory grow with L + S: F Ev (L + S) multiply-adds a head beside those of the feature map, where
 * exact attention takes (E + Ev) L S (in the paper's letters O(N C M), here F is C and Ev is M). The causal form carries the sums
 * from chunk to chunk of 32 positions, and weighs pairs within a chunk. `recurrent()` of the mechanism gives the same one
 * position after the other in constant memory, for decoding.
 *
 * No scale is applied but that of the feature map. Rows of the map sum to 1; a query that sees nothing gives zeros. As weights
 * are never formed, dropout drops what keys contribute, each for all queries of its head at once.
 *
 * @throws ValueError if a feature map without a causal form is asked for one, or at the call a mask tells queries apart;
 * ShapeError at the call if the causal form is given other numbers of queries than of keys.
 */
export function linearAttention(settings: LinearAttentionSettings<FeatureMap>): Mechanism;
export function linearAttention(settings: LinearAttentionSettings<FeatureMapRecipe>): MechanismRecipe;
export function linearAttention({
  featureMap,
  causal = false,
}: LinearAttentionSettings<FeatureMap | FeatureMapRecipe>): Mechanism | MechanismRecipe {
  if (!('recipe' in featureMap)) return linearMechanism(featureMap, causal);
  return {
    recipe: `linear/${featureMap.recipe}`,
    build: (sizes) => linearMechanism(featureMap.build(sizes), causal),
  };
}

function linearMechanism(featureMap: FeatureMap, causal: boolean): Mechanism {
  const name = `linear/${featureMap.name}`;
  if (causal && featureMap.notCausal !== null) {
    throw new ValueError(
      `linearAttention: ${featureMap.name} features have no causal form: ${featureMap.notCausal}. ` +
        'Use eluFeatures() or favorFeatures(), which have one.',
    );
  }
  return defineMechanism({
    name,
    modules: featureMap.modules,
    groupsHeads: true,
    attend: (inputs) => ({ output: attend(name, featureMap, causal, inputs) }),
    cost: (shape) => linearCost(featureMap, causal, shape),
    recurrent: causal ? () => new LinearAttentionState(featureMap) : undefined,
  });
}

function attend(name: string, featureMap: FeatureMap, causal: boolean, inputs: HeadInputs): Tensor {
  featureMap.prepare?.();
  const { query, lengths, mask, dropout } = inputs;
  const H = query.shape[1];
  // A mask of each head's own leaves no keys to share.
  const perHead = mask !== null && mask.rank >= 3 && mask.shape[mask.rank - 3] > 1;
  const [key, value] = [inputs.key, inputs.value].map((x) => (perHead ? repeatHeads(x, H) : x));
  const visible = visibleKeys(name, inputs);
  const features = featureMap.keys(key, visible);
  const values = dropout === null ? value : mul(value, keptKeys(value, dropout));
  return fusedLinearAttention(featureMap.queries(query), features, values, {
    features: featureMap.inKernel,
    divide: !featureMap.normalized,
    causal,
    lengths,
    visible: mask === null ? null : visible,
  });
}

/** [B, Hk, S, 1]: 0 for keys that are dropped, and a factor for the others that leaves the mean where it was. */
function keptKeys(value: Tensor, { p, rng }: NonNullable<HeadInputs['dropout']>): Tensor {
  return drop(ones([...value.shape.slice(0, 3), 1]), p, rng);
}
