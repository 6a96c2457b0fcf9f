import { IRREGULAR_PASTS } from './irregularVerbs.ts';

const SIBILANT_END = /(s|x|z|ch|sh)$/;
const CONSONANT_Y_END = /[^aeiou]y$/;
/** One syllable that ends in one vowel and one consonant: "run", "swim", "big", but neither "eat" nor "show". */
const SHORT_SYLLABLE = /^[^aeiou]*[aeiou][^aeiouwxy]$/;

/** The regular plural of a noun; the third person of a verb is made the same way. */
export function addS(word: string): string {
  if (SIBILANT_END.test(word)) return `${word}es`;
  if (CONSONANT_Y_END.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

export function thirdPerson(verb: string): string {
  return inflect(verb, (head) => (head === 'have' ? 'has' : /o$/.test(head) ? `${head}es` : addS(head)));
}

export function simplePast(verb: string): string {
  return inflect(verb, (head) => IRREGULAR_PASTS[head] ?? withSuffix(head, 'ed'));
}

export function presentParticiple(verb: string): string {
  return inflect(verb, (head) => withSuffix(head, 'ing'));
}

/** "big" gives "bigger", "happy" gives "happier", "modern" gives "more modern". */
export function comparative(adjective: string): string {
  if (adjective === 'good') return 'better';
  const syllables = adjective.replace(/e$/, '').match(/[aeiouy]+/g)?.length ?? 1;
  const takesEnding = syllables === 1 || (syllables === 2 && CONSONANT_Y_END.test(adjective));
  return takesEnding ? withSuffix(adjective, 'er') : `more ${adjective}`;
}

/** Only the first word of a verb changes: "wait for" gives "waited for". */
function inflect(verb: string, change: (head: string) => string): string {
  const [head, ...tail] = verb.split(' ');
  return [change(head), ...tail].join(' ');
}

function withSuffix(word: string, suffix: 'ed' | 'ing' | 'er'): string {
  if (SHORT_SYLLABLE.test(word)) return word + word.at(-1) + suffix;
  if (/e$/.test(word) && !/ee$/.test(word)) return word.slice(0, -1) + suffix;
  if (CONSONANT_Y_END.test(word) && suffix !== 'ing') return `${word.slice(0, -1)}i${suffix}`;
  return word + suffix;
}
