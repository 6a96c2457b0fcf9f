import { ShapeError } from '../tensor/errors.ts';

/**
 * How widely attention is spread: the mean over rows of -sum_s w_s ln w_s, in nats. 0 when every query looks at one key,
 * ln S when every query looks at all S keys alike. Rows without any weight (queries that may look at nothing) are left out.
 *
 * @param weights rows of attention weights one after the other, for instance `[B, H, L, S]` flattened
 * @param rowLength S, the number of keys
 * @throws ShapeError if the weights are not a whole number of rows
 */
export function attentionEntropy(weights: ArrayLike<number>, rowLength: number): number {
  if (!Number.isInteger(rowLength) || rowLength < 1 || weights.length % rowLength !== 0) {
    throw new ShapeError(
      `attentionEntropy: the weights must be whole rows of rowLength; got ${weights.length} weights and rowLength ${rowLength}`,
    );
  }
  let total = 0;
  let rows = 0;
  for (let start = 0; start < weights.length; start += rowLength) {
    let entropy = 0;
    let attends = false;
    for (let i = start; i < start + rowLength; i++) {
      if (weights[i] <= 0) continue;
      attends = true;
      entropy -= weights[i] * Math.log(weights[i]);
    }
    if (!attends) continue;
    total += entropy;
    rows++;
  }
  return rows === 0 ? 0 : total / rows;
}
