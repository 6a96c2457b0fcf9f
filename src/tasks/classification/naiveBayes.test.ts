import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../tensor/index.ts';
import { NaiveBayes } from './naiveBayes.ts';

const texts = [
  ['good film', 0],
  ['Good good plot', 0],
  ['a dull film', 1],
].map(([text, label]) => ({ words: (text as string).split(' '), label: label as number }));

const anyTexts = fc.array(
  fc.record({
    words: fc.array(fc.constantFrom('a', 'B', 'constructor', '__proto__', 'é'), {
      minLength: 1,
      maxLength: 7,
    }),
    label: fc.nat(2),
  }),
  { maxLength: 11 },
);

describe('NaiveBayes', () => {
  it('counts texts with a word or pair, case aside, as by hand', () => {
    // Kept are good, film, plot, a, dull, and the pairs that two texts have: "⟨begin⟩ good" and "film ⟨end⟩".
    const counts = NaiveBayes.of(texts, 2);
    expect(counts.toJSON().features.toSorted()).toEqual([
      ' good',
      'a',
      'dull',
      'film',
      'film ',
      'good',
      'plot',
    ]);
    // Of label 0 the features are in 2 + 2 + 1 + 1 + 1 texts (good, ⟨begin⟩ good, film, film ⟨end⟩, plot), of label 1 in 4.
    const [positive, negative] = counts.logits(['GOOD', 'good', 'day']);
    expect(positive).toBeCloseTo(Math.log(3) + 2 * Math.log(3 / (7 + 7)), 12);
    expect(negative).toBeCloseTo(Math.log(2) + 2 * Math.log(1 / (4 + 7)), 12);
  });

  it('knows only how frequent labels are of what it never saw', () => {
    expect(NaiveBayes.of(texts, 3).logits(['x', 'y'])).toEqual([Math.log(3), Math.log(2), Math.log(1)]);
  });

  it('comes back from its JSON, whatever the words', () => {
    fc.assert(
      fc.property(anyTexts, anyTexts, (train, test) => {
        const counts = NaiveBayes.of(train, 3);
        const restored = NaiveBayes.fromJSON(JSON.parse(JSON.stringify(counts)));
        for (const { words } of test) expect(restored.logits(words)).toEqual(counts.logits(words));
      }),
    );
  });

  it.each([
    {},
    null,
    { texts: [1], features: ['a'], counts: [1, 2] },
    { texts: [1], features: [1], counts: [1] },
  ])('refuses the JSON %j', (json) => {
    expect(() => NaiveBayes.fromJSON(json)).toThrow(DataError);
  });
});
