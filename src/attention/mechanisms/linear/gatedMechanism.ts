import { isRecording } from '../../../tensor/autograd/record.ts';
import { mul, type Tensor, transpose } from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { Mechanism } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { CAUSAL_ADVICE } from './causalAdvice.ts';
import { divided } from './divided.ts';
import type { FeatureMap } from './featureMap.ts';
import type { Gate } from './gate.ts';
import { gatedCost } from './gatedCost.ts';
import { gatedOperands } from './gatedOperands.ts';
import { gatedSums } from './gatedSums.ts';
import { keptKeys } from './keptKeys.ts';
import { LinearAttentionState } from './linearAttentionState.ts';

/** Causal linear attention whose sums decay. Heads of queries that share keys have sums of their own, as gates differ. */
export function gatedMechanism(name: string, map: FeatureMap, gate: Gate): Mechanism {
  return defineMechanism({
    causal: true,
    name,
    selfAttention: CAUSAL_ADVICE,
    modules: [...(map.modules ?? []), ...(gate.modules ?? [])],
    requireSizes(sizes) {
      map.requireSizes?.(sizes);
      gate.requireSizes?.(sizes);
    },
    attend: (inputs) => ({ output: attend(name, map, gate, inputs) }),
    cost: (shape) => gatedCost(map, gate, shape),
    recurrent: () => new LinearAttentionState(map, gate),
  });
}

function attend(name: string, map: FeatureMap, gate: Gate, inputs: HeadInputs): Tensor {
  const { query, key, dropout } = inputs;
  map.prepare?.(isRecording([query, key, inputs.value]));
  const visible = visibleKeys(name, inputs);
  const value = dropout === null ? inputs.value : mul(inputs.value, keptKeys(inputs.value, dropout));
  const operands = gatedOperands(map, gate, { query, key, value }, visible && transpose(visible));
  const { reads } = gatedSums(operands);
  return map.normalized ? reads : divided(reads);
}
