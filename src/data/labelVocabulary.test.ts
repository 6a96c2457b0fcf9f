import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ValueError } from '../tensor/errors.ts';
import { LabelVocabulary } from './labelVocabulary.ts';

describe('LabelVocabulary', () => {
  it('sorts labels, numbers by size', () => {
    const { labels } = LabelVocabulary.of(['b', '10', '9', 'a', 'b', '-1.5', '']);
    expect(labels).toEqual(['-1.5', '9', '10', '', 'a', 'b']);
  });

  it('orders by frequency, then as sorted', () => {
    const { labels } = LabelVocabulary.of(['c', 'b', '7', 'b', 'a', 'a'], { order: 'frequency' });
    expect(labels).toEqual(['a', 'b', '7', 'c']);
  });

  it('has the same ids whatever the order of the data, and after JSON', () => {
    const shuffled = fc
      .array(fc.string({ maxLength: 3 }), { minLength: 1 })
      .chain((labels) =>
        fc.tuple(fc.constant(labels), fc.shuffledSubarray(labels, { minLength: labels.length })),
      );
    fc.assert(
      fc.property(shuffled, fc.constantFrom('sorted' as const, 'frequency' as const), ([a, b], order) => {
        const vocabulary = LabelVocabulary.of(a, { order });
        expect(LabelVocabulary.of(b, { order }).labels).toEqual(vocabulary.labels);
        const copy = LabelVocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        for (const label of a) expect(copy.labelOf(copy.idOf(label))).toBe(label);
        expect(copy.labels).toEqual(vocabulary.labels);
      }),
    );
  });

  it('names an unknown label, its place, and the ones most like it', () => {
    const tags = new LabelVocabulary(['ADJ', 'ADP', 'ADV', 'NOUN', 'PRON', 'VERB', 'X']);
    expect(() => tags.idOf('noun', { name: 'dev.tsv', line: 17 })).toThrow(
      new DataError(
        'LabelVocabulary: dev.tsv, line 17: there is no label "noun"; ' +
          'the known ones are NOUN, PRON, ADJ, ADP, ADV and 2 more',
      ),
    );
    expect(() => new LabelVocabulary(['a', 'b']).idOf('c')).toThrow(
      new DataError('LabelVocabulary: there is no label "c"; the known ones are a, b'),
    );
  });

  it('refuses ids that no label has', () => {
    const labels = new LabelVocabulary(['a', 'b']);
    for (const id of [-1, 2, 0.5]) expect(() => labels.labelOf(id)).toThrow(ValueError);
  });

  it.each([[[]], [['a', 'a']], [['a', 1]], ['a'], [null]])('refuses %j as labels', (json) => {
    expect(() => LabelVocabulary.fromJSON(json)).toThrow(DataError);
  });
});
