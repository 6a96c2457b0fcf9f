import { METASPACE, toMetaspace } from './metaspace.ts';

/**
 * A number with points inside, or an abbreviation; a word, with its apostrophe where it is elided (`l'` `homme`); or a
 * mark, with the space before it if there is one. So a mark remembers how it was set (`Hi!`, `Salut !`), and words are
 * free of spaces.
 */
export const WORD_PATTERN = [
  '\\p{N}+(?:[.,:]\\p{N}+)+',
  '\\p{L}+(?:\\.\\p{L}+)+',
  "[\\p{L}\\p{M}\\p{N}]+(?:['’](?=\\p{L}))?",
  '▁?[^▁\\p{White_Space}\\p{L}\\p{M}\\p{N}]',
].join('|');

const word = new RegExp(WORD_PATTERN, 'gu');
const startsAsWord = /^[\p{L}\p{M}\p{N}]/u;
const elided = /^[\p{L}\p{M}\p{N}]+['’]$/u;

/** Normalised words and punctuation marks: `Salut, l'ami !` gives `Salut` `,` `l'` `ami` `▁!`. */
export function splitWords(text: string): string[] {
  return toMetaspace(text).match(word) ?? [];
}

/** Sentence of the words: the inverse of `splitWords` on ordinary text. */
export function joinWords(words: readonly string[]): string {
  let text = '';
  let glued = true;
  for (const piece of words) {
    const spaced = piece.startsWith(METASPACE);
    const mark = spaced ? piece.slice(METASPACE.length) : piece;
    if (spaced || (startsAsWord.test(mark) && !glued)) text += ' ';
    text += mark;
    glued = gluesNext(mark, spaced, glued);
  }
  return text.trimStart();
}

/** Whether the next word follows without a space. */
function gluesNext(mark: string, spaced: boolean, glued: boolean): boolean {
  if ('([{“‘¿¡#@'.includes(mark) || elided.test(mark)) return true;
  // A quote opens where it stands apart from what is before it, and closes where it does not.
  if ('"\'’'.includes(mark)) return spaced || glued;
  return '-/_'.includes(mark) && !spaced;
}
