import type { Agreement } from '../agreement.ts';
import type { Determiner, NounPhraseTree } from '../grammar/nounPhrase.ts';
import type { Noun } from '../lexicon/noun.ts';
import { joinWords } from '../phrase.ts';
import { agreeAdjective, agreeBefore } from './adjective.ts';
import { startsWithVowelSound } from './elision.ts';

/** By person of the owner: before a masculine, a feminine and a plural noun. */
const POSSESSIVES = [
  ['mon', 'ma', 'mes'],
  ['ton', 'ta', 'tes'],
  ['son', 'sa', 'ses'],
  ['notre', 'notre', 'nos'],
  ['votre', 'votre', 'vos'],
  ['leur', 'leur', 'leurs'],
];

/** The phrase in whole words: elision and contraction come when the sentence is complete. */
export function frenchNounPhrase({ noun, plural, determiner, adjective }: NounPhraseTree): string {
  const word = plural ? noun.frenchPlural : noun.french;
  const agreement = { feminine: noun.feminine, plural };
  const before = adjective?.before ? agreeBefore(adjective.french, agreement, word) : undefined;
  const after = adjective && !adjective.before ? agreeAdjective(adjective.french, agreement) : undefined;
  const owner =
    typeof determiner === 'object' && 'of' in determiner ? `de ${determiner.of.french}` : undefined;
  return joinWords(
    frenchDeterminer(determiner, noun, plural, before, before ?? word),
    before,
    word,
    after,
    owner,
  );
}

function frenchDeterminer(
  determiner: Determiner,
  noun: Noun,
  plural: boolean,
  adjectiveBefore: string | undefined,
  nextWord: string,
): string {
  switch (determiner) {
    case 'definite':
    case 'generic':
      return definiteArticle(noun, plural);
    case 'indefinite':
      return indefiniteArticle(noun, plural, adjectiveBefore !== undefined);
    case 'demonstrative':
      return demonstrative(noun, plural, nextWord);
    case 'negated':
    case 'absent':
    case 'exhausted':
      return 'de';
    default:
      if ('of' in determiner) return definiteArticle(noun, plural);
      if ('count' in determiner) return determiner.count.french;
      return possessive(determiner.owner, noun, plural, nextWord);
  }
}

function definiteArticle(noun: Noun, plural: boolean): string {
  if (plural) return 'les';
  return noun.feminine ? 'la' : 'le';
}

/** "des maisons" but "de belles maisons"; "du pain" is written "de le pain" until the sentence is complete. */
function indefiniteArticle(noun: Noun, plural: boolean, adjectiveBefore: boolean): string {
  if (noun.mass) return `de ${definiteArticle(noun, plural)}`;
  if (plural) return adjectiveBefore ? 'de' : 'des';
  return noun.feminine ? 'une' : 'un';
}

function demonstrative(noun: Noun, plural: boolean, nextWord: string): string {
  if (plural) return 'ces';
  if (noun.feminine) return 'cette';
  return startsWithVowelSound(nextWord) ? 'cet' : 'ce';
}

/** A feminine that starts with a vowel takes the masculine form: "mon amie". */
function possessive(owner: Agreement, noun: Noun, plural: boolean, nextWord: string): string {
  const [masculine, feminine, several] = POSSESSIVES[owner.person];
  if (plural) return several;
  return noun.feminine && !startsWithVowelSound(nextWord) ? feminine : masculine;
}
