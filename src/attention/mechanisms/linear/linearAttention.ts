import { isRecording } from '../../../tensor/autograd/record.ts';
import { fusedLinearAttention, mul, type Tensor, ValueError } from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { repeatHeads } from '../../repeatHeads.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { checkOptions } from '../checkOptions.ts';
import { CAUSAL_ADVICE } from './causalAdvice.ts';
import type { FeatureMap, FeatureMapRecipe } from './featureMap.ts';
import type { Gate, GateRecipe } from './gate.ts';
import { gatedMechanism } from './gatedMechanism.ts';
import { keptKeys } from './keptKeys.ts';
import { LinearAttentionState } from './linearAttentionState.ts';
import { linearCost } from './linearCost.ts';

export interface LinearAttentionSettings<Map, Forgets = never> {
  /** phi: `eluFeatures()`, `reluFeatures()`, `softmaxFeatures()`, `randomFourierFeatures()`, `favorFeatures()`. */
  readonly featureMap: Map;
  /** Query i sees keys up to i; there are then as many keys as queries. */
  readonly causal?: boolean;
  /** How the sums of the causal form forget, which they do not by default: `learnedGate()`, `decayGate()`. */
  readonly gate?: Forgets;
}

/**
 * Attention whose weights are dot products of features (Katharopoulos et al., 2020, "Transformers are RNNs"):
 *
 *     out_i = phi(q_i)ᵀ Σ_j phi(k_j) v_jᵀ / phi(q_i)ᵀ Σ_j phi(k_j)
 *
 * query [B, H, L, E], key [B, Hk, S, E], value [B, Hk, S, Ev] -> output [B, H, L, Ev]. The sums over keys are made once for
 * all queries, so that time and memory grow with L + S: F Ev (L + S) multiply-adds a head beside those of the feature map, where
 * exact attention takes (E + Ev) L S (in the paper's letters O(N C M), here F is C and Ev is M). The causal form carries the sums
 * from chunk to chunk of 16 positions, and weighs pairs within a chunk. `recurrent()` of the mechanism gives the same one
 * position after the other in constant memory, for decoding.
 *
 * No scale is applied but that of the feature map. Rows of the map sum to 1; a query that sees nothing gives zeros. As weights
 * are never formed, dropout drops what keys contribute, each for all queries of its head at once.
 *
 * With a `gate` the sums of the causal form decay, so that keys are forgotten (RFA-Gate, Peng et al., 2021),
 *
 *     S_t = g_t S_{t-1} + a_t phi(k_t) v_tᵀ,   z_t = g_t z_{t-1} + a_t phi(k_t),   out_t = phi(q_t)ᵀ S_t / phi(q_t)ᵀ z_t
 *
 * in chunks of up to C = 64 positions and with gradients through them, in L (C (F + Ev) + 2 F Ev) multiply-adds a head. Heads of
 * queries that share keys have sums of their own, as their gates differ.
 *
 * @throws ValueError if a feature map without a causal form is asked for one, for a gate where nothing is causal, or at the call if
 * a mask tells queries apart; ShapeError at the call if the causal form is given other numbers of queries than of keys.
 */
export function linearAttention(settings: LinearAttentionSettings<FeatureMap, Gate>): Mechanism;
export function linearAttention(
  settings: LinearAttentionSettings<FeatureMapRecipe, Gate | GateRecipe>,
): MechanismRecipe;
export function linearAttention(
  settings: LinearAttentionSettings<FeatureMap, GateRecipe> & { readonly gate: GateRecipe },
): MechanismRecipe;
export function linearAttention(
  settings: LinearAttentionSettings<FeatureMap | FeatureMapRecipe, Gate | GateRecipe>,
): Mechanism | MechanismRecipe {
  checkOptions('linearAttention', settings, 'featureMap');
  const { featureMap, causal = false, gate } = settings;
  if (gate !== undefined && !causal) {
    throw new ValueError(
      'linearAttention: a gate has no form that is not causal: what it lets fade are sums over the positions before. Pass causal: true.',
    );
  }
  if ('recipe' in featureMap || (gate !== undefined && 'recipe' in gate)) {
    const parts = [featureMap, gate ?? []].flat();
    return {
      recipe: ['linear', ...parts.map((part) => ('recipe' in part ? part.recipe : part.name))].join('/'),
      build: (sizes) =>
        linearMechanism(
          'recipe' in featureMap ? featureMap.build(sizes) : featureMap,
          causal,
          gate && 'recipe' in gate ? gate.build(sizes) : gate,
        ),
    };
  }
  return linearMechanism(featureMap, causal, gate);
}

function linearMechanism(featureMap: FeatureMap, causal: boolean, gate?: Gate): Mechanism {
  const name = `linear/${featureMap.name}`;
  if (causal && featureMap.notCausal !== null) {
    throw new ValueError(
      `linearAttention: ${featureMap.name} features have no causal form: ${featureMap.notCausal}. ` +
        'Use eluFeatures() or favorFeatures(), which have one.',
    );
  }
  if (gate !== undefined) return gatedMechanism(`${name}/${gate.name}`, featureMap, gate);
  return defineMechanism({
    causal,
    name,
    modules: featureMap.modules,
    groupsHeads: true,
    selfAttention: causal ? CAUSAL_ADVICE : undefined,
    requireSizes: (sizes) => featureMap.requireSizes?.(sizes),
    attend: (inputs) => ({ output: attend(name, featureMap, causal, inputs) }),
    cost: (shape) => linearCost(featureMap, causal, shape),
    recurrent: causal ? () => new LinearAttentionState(featureMap) : undefined,
  });
}

function attend(name: string, featureMap: FeatureMap, causal: boolean, inputs: HeadInputs): Tensor {
  const { query, lengths, mask, dropout } = inputs;
  featureMap.prepare?.(isRecording([query, inputs.key, inputs.value]));
  const H = query.shape[1];
  // A mask of each head's own leaves no keys to share.
  const perHead = mask !== null && mask.rank >= 3 && mask.shape[mask.rank - 3] > 1;
  const [key, value] = [inputs.key, inputs.value].map((x) => (perHead ? repeatHeads(x, H) : x));
  const visible = visibleKeys(name, inputs);
  const features = featureMap.keys(key, visible, causal);
  const values = dropout === null ? value : mul(value, keptKeys(value, dropout));
  return fusedLinearAttention(featureMap.queries(query), features, values, {
    features: featureMap.inKernel,
    divide: !featureMap.normalized,
    causal,
    lengths,
    visible: mask === null ? null : visible,
  });
}
