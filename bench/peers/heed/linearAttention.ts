import { eluFeatures, linearAttention as linearAttentionOf } from '../../../src/attention/index.ts';
import type { Prepared } from '../peer.ts';
import type { LinearAttentionWork } from '../work.ts';
import { mechanismWork } from './attention.ts';

export function linearAttention({ causal, ...sizes }: LinearAttentionWork): Prepared {
  return mechanismWork(linearAttentionOf({ featureMap: eluFeatures(), causal }), {
    ...sizes,
    gradients: true,
  });
}
