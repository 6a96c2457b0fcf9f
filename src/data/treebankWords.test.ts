import fc from 'fast-check';
import { expect, it } from 'vitest';
import { treebankWords } from './treebankWords.ts';

it.each([
  ['I saw a saw', 'I saw a saw'],
  ["I don't think it's Bill's.", "I do n't think it 's Bill 's ."],
  ["We can't, won't and cannot; they'd've gone", "We ca n't , wo n't and can not ; they'd 've gone"],
  ['I’m gonna go', 'I ’m gon na go'],
  ["the students' books", "the students ' books"],
  ['Hello, (world)! "Yes?"', 'Hello , ( world ) ! " Yes ? "'],
  ['a well-known e-mail to my co-workers', 'a well - known e-mail to my co-workers'],
  ['It cost $3,202.61, or 20%.', 'It cost $ 3,202.61 , or 20 % .'],
  ['On 9/11 at 10:30 in the 1980s, the 20th', 'On 9/11 at 10:30 in the 1980s , the 20th'],
  ['Call 713-853-3989 in 2001-2002', 'Call 713-853-3989 in 2001 - 2002'],
  ['Dr. Smith of the U.S. saw it, i.e. all...', 'Dr. Smith of the U.S. saw it , i.e. all ...'],
  ['See http://www.euci.com/pdf/x.pdf.', 'See http://www.euci.com/pdf/x.pdf .'],
  ['Write to carol.st.clair@enron.com, please :)', 'Write to carol.st.clair@enron.com , please :)'],
  ['naïve cafés — 東京', 'naïve cafés — 東京'],
  ['  \n ', ''],
])('splits %j', (text, words) => {
  expect(treebankWords(text).join(' ')).toBe(words);
});

it('keeps every character but white space, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const words = treebankWords(text);
      expect(words.join('')).toBe(text.replace(/\s/g, ''));
      expect(words).not.toContain('');
    }),
  );
});
