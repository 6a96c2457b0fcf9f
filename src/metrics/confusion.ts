import { ValueError } from '../tensor/errors.ts';

export interface Confusion {
  readonly labels: readonly string[];
  /** counts[t][p]: how many of label t were taken for label p. */
  readonly counts: readonly (readonly number[])[];
}

/**
 * Which labels are taken for which, counted; rows and columns in the order of `labels`.
 *
 * @throws ValueError if there are not as many predictions as true labels, or one of them is not among `labels`.
 */
export function confusion(
  predicted: readonly string[],
  truth: readonly string[],
  labels: readonly string[],
): Confusion {
  if (predicted.length !== truth.length) {
    throw new ValueError(
      `confusion: needs as many predictions as true labels; got ${predicted.length} and ${truth.length}`,
    );
  }
  const places = new Map(labels.map((label, i) => [label, i]));
  const placeOf = (label: string): number => {
    const place = places.get(label);
    if (place === undefined)
      throw new ValueError(`confusion: "${label}" is not among the labels ${labels.join(', ')}`);
    return place;
  };
  const counts = labels.map(() => labels.map(() => 0));
  for (const [i, label] of truth.entries()) counts[placeOf(label)][placeOf(predicted[i])]++;
  return { labels, counts };
}
