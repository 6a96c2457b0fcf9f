import type { Agreement } from '../agreement.ts';
import { startsWithVowelSound } from './elision.ts';
import { pluralOf } from './plural.ts';

/** Feminines that no ending foretells. */
const FEMININES: Record<string, string> = {
  blanc: 'blanche',
  frais: 'fraîche',
  long: 'longue',
  beau: 'belle',
  nouveau: 'nouvelle',
  vieux: 'vieille',
  gentil: 'gentille',
};
/** Masculines that change before a vowel: "un bel arbre". */
const BEFORE_VOWEL: Record<string, string> = { beau: 'bel', nouveau: 'nouvel', vieux: 'vieil' };
/** A noun used as a colour does not agree: "des chaussures marron". */
const INVARIABLE = new Set(['marron']);

function feminineOf(adjective: string): string {
  if (adjective in FEMININES) return FEMININES[adjective];
  if (/e$/.test(adjective)) return adjective;
  if (/er$/.test(adjective)) return `${adjective.slice(0, -2)}ère`;
  if (/eux$/.test(adjective)) return `${adjective.slice(0, -1)}se`;
  if (/(el|en|on)$/.test(adjective)) return `${adjective}${adjective.at(-1)}e`;
  return `${adjective}e`;
}

/** The form that agrees. */
export function agreeAdjective(
  adjective: string,
  { feminine, plural }: Pick<Agreement, 'feminine' | 'plural'>,
): string {
  if (INVARIABLE.has(adjective)) return adjective;
  const singular = feminine ? feminineOf(adjective) : adjective;
  return plural ? pluralOf(singular) : singular;
}

/** The form that agrees and stands before its noun: "un vieil homme" but "un vieux chat". */
export function agreeBefore(
  adjective: string,
  agreement: Pick<Agreement, 'feminine' | 'plural'>,
  nextWord: string,
): string {
  const { feminine, plural } = agreement;
  if (!feminine && !plural && adjective in BEFORE_VOWEL && startsWithVowelSound(nextWord)) {
    return BEFORE_VOWEL[adjective];
  }
  return agreeAdjective(adjective, agreement);
}

/** A past participle agrees like an adjective: "elles sont parties", "ils sont pris". */
export const agreeParticiple = agreeAdjective;
