import { padBatch } from '../../src/data/padBatch.ts';
import type { TokenBatch } from '../../src/models/index.ts';
import { tensor } from '../../src/tensor/index.ts';

/** Sequences as a model takes them. */
export function tokenBatch(sequences: readonly (readonly number[])[], padId = 0): TokenBatch {
  const { ids, lengths, shape } = padBatch(sequences, padId);
  return { ids: tensor(ids, { shape }), lengths };
}
