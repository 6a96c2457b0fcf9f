import type { Agreement } from '../agreement.ts';
import type { NounPhraseTree } from '../grammar/nounPhrase.ts';
import { joinWords } from '../phrase.ts';

/** By person of the owner; the third person singular depends on who it is. */
const POSSESSIVES = ['my', 'your', 'his', 'our', 'your', 'their'];

const PROPER_NAME = /^[A-Z]\w*$/;

/** The phrase with "a" for every indefinite article: "an" comes when the sentence is complete. */
export function englishNounPhrase(tree: NounPhraseTree): string {
  const { noun, plural, adjective } = tree;
  const word = plural ? noun.englishPlural : noun.english;
  return joinWords(englishDeterminer(tree), adjective?.english, word);
}

function englishDeterminer({ noun, plural, determiner, habitual }: NounPhraseTree): string {
  const single = !plural && !noun.mass;
  switch (determiner) {
    case 'definite':
      return 'the';
    case 'generic':
      return '';
    case 'indefinite':
      if (single) return 'a';
      return habitual ? '' : 'some';
    case 'negated':
      return single ? 'a' : 'any';
    case 'absent':
      return 'no';
    case 'exhausted':
      return 'no more';
    case 'demonstrative':
      return plural ? 'these' : 'this';
    default:
      if ('of' in determiner) return genitive(determiner.of.english);
      if ('count' in determiner) return determiner.count.english;
      return possessive(determiner.owner);
  }
}

export function possessive({ person, feminine, neuter }: Agreement): string {
  if (person !== 2) return POSSESSIVES[person];
  if (neuter) return 'its';
  return feminine ? 'her' : 'his';
}

/** "Marie's", "my parents'". */
export function genitive(owner: string): string {
  return /[a-z]s$/.test(owner) && !PROPER_NAME.test(owner) ? `${owner}'` : `${owner}'s`;
}
