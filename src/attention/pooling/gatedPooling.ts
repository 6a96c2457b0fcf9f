import { Linear, Module } from '../../nn/index.ts';
import {
  div,
  maximum,
  type Rng,
  sigmoid,
  squeeze,
  sum,
  type Tensor,
  tidy,
  where,
} from '../../tensor/index.ts';
import type { Pooling, PoolingOptions, PoolingResult } from './pooling.ts';
import { visiblePositions } from './visiblePositions.ts';
import { weightedSum } from './weightedSum.ts';

export interface GatedPoolingOptions {
  /** D. */
  readonly embedDim: number;
  /** 'free': gates as they are, so that a longer sequence may give more; 'normalized': divided by their sum. */
  readonly weights?: 'free' | 'normalized';
  readonly rng: Rng;
}

/**
 * output = Σ_j g_j x_j, with a gate g_j = 1 / (1 + e^-(w · x_j + b)) that opens for each position by itself, whatever the others
 * are; or Σ_j g_j x_j / Σ_j g_j. It is attention with w as a learned query, the dot product as score, and sigmoid as normalizer.
 * x [B, S, D] -> [B, D], weights [B, S].
 */
export class GatedPooling extends Module implements Pooling {
  readonly name = 'gated';
  readonly gate: Linear;
  readonly weights: 'free' | 'normalized';

  constructor({ embedDim, weights = 'free', rng }: GatedPoolingOptions) {
    super();
    this.gate = new Linear({ inFeatures: embedDim, outFeatures: 1, rng });
    this.weights = weights;
  }

  forward(x: Tensor, options: PoolingOptions = {}): PoolingResult {
    return tidy(() => {
      const visible = visiblePositions('GatedPooling', x, options);
      const open = sigmoid(squeeze(this.gate.forward(x), -1));
      const gates = visible === null ? open : where(visible, open, 0);
      const weights = this.weights === 'free' ? gates : div(gates, maximum(sum(gates, -1, true), LEAST));
      return { output: weightedSum(weights, x), weights: options.needWeights ? weights : null };
    });
  }
}

/** What gates are divided by where none is open, as in a sequence without positions. */
const LEAST = 1e-12;
