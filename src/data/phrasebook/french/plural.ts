/** In -eu, and with s where the others take x. */
const REGULAR_ANYWAY = new Set(['bleu']);

/** The plural of a noun or of an adjective: -al gives -aux, -eau and -eu take x, and what ends in s, x or z stays. */
export function pluralOf(word: string): string {
  if (/[sxz]$/.test(word)) return word;
  if (/al$/.test(word)) return `${word.slice(0, -1)}ux`;
  if (/(eau|eu)$/.test(word) && !REGULAR_ANYWAY.has(word)) return `${word}x`;
  return `${word}s`;
}
