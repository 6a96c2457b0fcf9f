import type { NounPhrase } from '../grammar/nounPhrase.ts';

function name(word: string, feminine: boolean): NounPhrase {
  return { french: word, english: word, agreement: { person: 2, feminine, plural: false } };
}

/** First names, alike in both languages. */
export const names: readonly NounPhrase[] = [
  name('Paul', false),
  name('Pierre', false),
  name('Thomas', false),
  name('Louis', false),
  name('Marie', true),
  name('Anna', true),
  name('Julie', true),
  name('Claire', true),
];
