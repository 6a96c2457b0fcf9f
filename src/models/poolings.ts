import { AttentionPooling, GatedPooling, maxPool, meanPool, type Pooling } from '../attention/index.ts';
import { Linear, Sequential } from '../nn/index.ts';
import { DataError, type Rng, tanh } from '../tensor/index.ts';

export interface PoolingSettings {
  pooling: string;
  /** Vectors that attention gathers, each by a query of its own. */
  numQueries: number;
}

interface PoolingContext {
  /** D: the size of the vectors to gather. */
  readonly embedDim: number;
  readonly numQueries: number;
  readonly rng: Rng;
}

const poolings: Readonly<Record<string, (context: PoolingContext) => Pooling>> = {
  /** Learned queries, and tanh(W x + b) as keys (Yang et al., 2016). */
  attention: ({ embedDim, numQueries, rng }) =>
    new AttentionPooling({
      queryDim: embedDim,
      numQueries,
      key: new Sequential([new Linear({ inFeatures: embedDim, outFeatures: embedDim, rng }), tanh]),
      rng,
    }),
  max: () => maxPool(),
  mean: () => meanPool(),
  gated: ({ embedDim, rng }) => new GatedPooling({ embedDim, weights: 'normalized', rng }),
};

/** The pooling that a configuration names; @throws DataError if there is none of that name, or it has no queries. */
export function poolingOf({ pooling, numQueries }: PoolingSettings, embedDim: number, rng: Rng): Pooling {
  if (!Object.hasOwn(poolings, pooling)) {
    throw new DataError(
      `model config: unknown pooling "${pooling}"; there are ${Object.keys(poolings).join(', ')}`,
    );
  }
  if (pooling !== 'attention' && numQueries !== 1) {
    throw new DataError(
      `model config: only the pooling "attention" has queries; got numQueries ${numQueries} for "${pooling}"`,
    );
  }
  return poolings[pooling]({ embedDim, numQueries, rng });
}
