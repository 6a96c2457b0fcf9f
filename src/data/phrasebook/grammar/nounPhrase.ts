import type { Agreement } from '../agreement.ts';
import { englishNounPhrase } from '../english/nounPhrase.ts';
import { frenchNounPhrase } from '../french/nounPhrase.ts';
import type { Adjective } from '../lexicon/adjective.ts';
import type { Noun } from '../lexicon/noun.ts';
import type { Phrase } from '../phrase.ts';

/**
 * What stands before the noun. "generic" has an article in French only ("j'aime le pain", "I like bread"); "negated" is
 * the indefinite under a negation ("pas de pain", "not any bread"), "absent" and "exhausted" the same in what there is
 * ("il n'y a pas de pain", "there is no bread"; "il n'y a plus de pain", "there is no more bread"). With "of", the owner
 * follows the French noun and precedes the English one ("le livre de Paul", "Paul's book").
 */
export type Determiner =
  | 'definite'
  | 'indefinite'
  | 'demonstrative'
  | 'generic'
  | 'negated'
  | 'absent'
  | 'exhausted'
  | { readonly owner: Agreement }
  | { readonly of: Phrase }
  | { readonly count: Phrase };

/** A noun phrase before it is put into words. */
export interface NounPhraseTree {
  readonly noun: Noun;
  readonly plural: boolean;
  readonly determiner: Determiner;
  readonly adjective?: Adjective;
  /** In a sentence about habits, English drops "some": "she often buys apples". */
  readonly habitual?: boolean;
}

/** Put into words, with what a verb or an adjective needs to agree. */
export interface NounPhrase extends Phrase {
  readonly agreement: Agreement;
  /** The noun, where there is one: names and pronouns have none. */
  readonly noun?: Noun;
  /** A pronoun joins an inverted verb with a hyphen. */
  readonly pronoun?: boolean;
}

export function nounPhrase(tree: NounPhraseTree): NounPhrase {
  const { noun, plural } = tree;
  const person = noun.kinds.includes('person') || noun.kinds.includes('kin');
  return {
    french: frenchNounPhrase(tree),
    english: englishNounPhrase(tree),
    agreement: { person: plural ? 5 : 2, feminine: noun.feminine, plural, neuter: !person },
    noun,
  };
}
