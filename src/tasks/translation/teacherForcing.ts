import type { EncodedPair } from '../../data/index.ts';
import { type SequenceToSequence, tokenBatch } from '../../models/index.ts';
import { crossEntropy, type Tensor } from '../../tensor/index.ts';

/**
 * The mean cross-entropy of each next target token, given the source and the true target tokens before it, and how many
 * tokens that is. Padding does not count.
 */
export function teacherForcedLoss(
  model: SequenceToSequence,
  pairs: readonly EncodedPair[],
  { padId, labelSmoothing = 0 }: { padId: number; labelSmoothing?: number },
): { loss: Tensor; count: number } {
  const source = tokenBatch(
    pairs.map((pair) => pair.source),
    padId,
  );
  const read = tokenBatch(
    pairs.map((pair) => pair.target.slice(0, -1)),
    padId,
  );
  const next = tokenBatch(
    pairs.map((pair) => pair.target.slice(1)),
    padId,
  );
  const logits = model.forward(source, read);
  return {
    loss: crossEntropy(logits, next.ids, { labelSmoothing, ignoreIndex: padId }),
    count: next.lengths.reduce((sum, n) => sum + n, 0),
  };
}
