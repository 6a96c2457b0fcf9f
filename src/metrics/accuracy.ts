import { ValueError } from '../tensor/errors.ts';

/**
 * The share of predictions that equal the truth, from 0 to 1.
 *
 * @throws ValueError if there are none, or not as many of one as of the other.
 */
export function accuracy<T>(predicted: ArrayLike<T>, truth: ArrayLike<T>): number {
  if (truth.length === 0 || predicted.length !== truth.length) {
    throw new ValueError(
      `accuracy: needs as many predictions as true labels, at least one; got ${predicted.length} and ${truth.length}`,
    );
  }
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (predicted[i] === truth[i]) right++;
  return right / truth.length;
}
