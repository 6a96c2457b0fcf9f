import { tokenBatch as batchOf } from '../../src/models/tokenBatch.ts';

/** Sequences as a model takes them; padding is 0 in most tests. */
export const tokenBatch = (sequences: readonly (readonly number[])[], padId = 0) => batchOf(sequences, padId);
