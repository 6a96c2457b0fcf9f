import type { Confusion } from './confusion.ts';

/** How well one label is found. */
export interface F1Score {
  readonly label: string;
  /** Of those taken for this label, the share that has it; 0 if there are none. */
  readonly precision: number;
  /** Of those that have this label, the share taken for it; 0 if there are none. */
  readonly recall: number;
  /** The harmonic mean of both, 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
  /** How many have this label. */
  readonly support: number;
}

/** Precision, recall and F1 of each label, in the order of the labels; what is neither there nor predicted is left out. */
export function f1Scores({ labels, counts }: Confusion): F1Score[] {
  return labels.flatMap((label, t) => {
    const right = counts[t][t];
    const support = counts[t].reduce((sum, n) => sum + n, 0);
    const predicted = counts.reduce((sum, row) => sum + row[t], 0);
    if (support + predicted === 0) return [];
    const share = (of: number): number => (of === 0 ? 0 : right / of);
    return {
      label,
      precision: share(predicted),
      recall: share(support),
      f1: (2 * right) / (support + predicted),
      support,
    };
  });
}

/** The mean F1 of the labels, rare ones counting as much as frequent ones; 0 if there are none. */
export function macroF1(scores: readonly F1Score[]): number {
  return scores.length === 0 ? 0 : scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length;
}
