import { padBatch } from '../data/index.ts';
import { tensor } from '../tensor/index.ts';
import type { TokenBatch } from './sequenceToSequence.ts';

/** Sequences of ids as a model takes them: filled up to the longest, with their lengths. */
export function tokenBatch(sequences: readonly ArrayLike<number>[], padId: number): TokenBatch {
  const { ids, lengths, shape } = padBatch(sequences, padId);
  return { ids: tensor(ids, { shape }), lengths };
}
