import type { Agreement } from '../agreement.ts';
import type { Verb } from '../lexicon/verb.ts';
import type { Phrase } from '../phrase.ts';
import type { NounPhrase } from './nounPhrase.ts';

/** French tenses by their usual English names; each has one translation (see `englishVerbGroup`). */
export type Tense = 'present' | 'compoundPast' | 'imperfect' | 'future' | 'nearFuture' | 'conditional';

/** The second half of the French negation: not, never, no longer. */
export type Negation = 'pas' | 'jamais' | 'plus';

/** me, te, nous or vous, before the French verb and after the English one. */
export interface ObjectPronoun extends Phrase {
  /** A participle agrees with a direct object that stands before it; with an indirect one it does not. */
  readonly direct?: Agreement;
}

/**
 * The tree that both languages put into words: a clause without its word order. A statement, a question and an order
 * are three readings of one clause.
 */
export interface Clause {
  readonly subject: NounPhrase;
  readonly verb: Verb;
  readonly tense: Tense;
  readonly negation?: Negation;
  /** Said of what happens as a rule: "she eats", where "she is eating" is said of now. */
  readonly habitual?: boolean;
  /** "souvent", "toujours": after the French verb, before the English one. */
  readonly frequency?: Phrase;
  /** "bien", "beaucoup": in the same place in French, after the verb in English. */
  readonly manner?: Phrase;
  readonly pronoun?: ObjectPronoun;
  readonly complement?: Phrase;
}
