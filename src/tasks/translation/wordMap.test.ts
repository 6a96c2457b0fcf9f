import { expect, it } from 'vitest';
import { BpeTokenizer, WordTokenizer } from '../../data/index.ts';
import { wordMap } from './wordMap.ts';

const sentences = ['Où est le chat noir ?', 'Where is the black cat?', 'le chat', 'the cat'];

it('gathers pieces into words: sums over the source, means over the target, marks apart', () => {
  // So few merges that most words fall into single letters.
  const tokenizer = BpeTokenizer.train(sentences, { vocabSize: 30 });
  const [source, target] = [tokenizer.encode('le chat ?'), tokenizer.encode('the cat?')];
  const weights = target.map(() => source.map(() => 1 / source.length));
  const map = wordMap(tokenizer, source, target, weights);
  expect(map.source).toEqual(['le', 'chat', '?']);
  expect(map.target).toEqual(['the', 'cat', '?']);
  for (const row of map.weights) expect(Array.from(row).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  const pieces = tokenizer.wordGroups(source).map((places) => places.length);
  expect(Array.from(map.weights[0])).toEqual(pieces.map((n) => expect.closeTo(n / source.length, 6)));
});

it('leaves whole words as they are', () => {
  const tokenizer = WordTokenizer.train(sentences);
  const source = tokenizer.encode('Où est le chat ?');
  const map = wordMap(tokenizer, source, [source[0]], [[0.1, 0.2, 0.3, 0.4, 0]]);
  expect(map).toEqual({
    source: ['Où', 'est', 'le', 'chat', '?'],
    target: ['Où'],
    weights: [[0.1, 0.2, 0.3, 0.4, 0]],
  });
});
