import fc from 'fast-check';
import { expect, it } from 'vitest';
import { confusion } from './confusion.ts';
import { f1Scores, macroF1 } from './f1.ts';

const labels = ['ADJ', 'NOUN', 'VERB', 'X'];

it('scores each label that is there or predicted, as scikit-learn does', () => {
  // sklearn.metrics.precision_recall_fscore_support of the same lists.
  const truth = ['NOUN', 'NOUN', 'NOUN', 'VERB', 'VERB', 'ADJ', 'ADJ'];
  const predicted = ['NOUN', 'NOUN', 'VERB', 'VERB', 'NOUN', 'NOUN', 'NOUN'];
  const scores = f1Scores(confusion(predicted, truth, labels));
  expect(scores).toEqual([
    { label: 'ADJ', precision: 0, recall: 0, f1: 0, support: 2 },
    { label: 'NOUN', precision: 2 / 5, recall: 2 / 3, f1: 0.5, support: 3 },
    { label: 'VERB', precision: 1 / 2, recall: 1 / 2, f1: 0.5, support: 2 },
  ]);
  expect(macroF1(scores)).toBeCloseTo(1 / 3, 12);
});

it('counts a label that is only predicted, and gives 0 for nothing at all', () => {
  const scores = f1Scores(confusion(['X'], ['ADJ'], labels));
  expect(scores.map(({ label, f1, support }) => [label, f1, support])).toEqual([
    ['ADJ', 0, 1],
    ['X', 0, 0],
  ]);
  expect(macroF1(f1Scores(confusion([], [], labels)))).toBe(0);
});

it('is the harmonic mean of precision and recall, and 1 for a perfect prediction', () => {
  const list = fc.array(fc.tuple(fc.constantFrom(...labels), fc.constantFrom(...labels)), { minLength: 1 });
  fc.assert(
    fc.property(list, (pairs) => {
      const [predicted, truth] = [pairs.map(([p]) => p), pairs.map(([, t]) => t)];
      for (const { precision, recall, f1 } of f1Scores(confusion(predicted, truth, labels))) {
        const mean = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
        expect(f1).toBeCloseTo(mean, 12);
      }
      expect(macroF1(f1Scores(confusion(truth, truth, labels)))).toBe(1);
    }),
  );
});
