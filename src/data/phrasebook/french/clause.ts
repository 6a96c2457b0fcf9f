import type { Clause } from '../grammar/clause.ts';
import { joinWords } from '../phrase.ts';
import { agreeParticiple } from './adjective.ts';
import { conjugate, type ImperativePerson, imperative, participleOf } from './conjugation.ts';
import { startsWithVowelSound } from './elision.ts';
import { WITH_ETRE } from './irregularVerbs.ts';

const REFLEXIVE_PRONOUNS = ['me', 'te', 'se', 'nous', 'vous', 'se'];
/** After an order, "me" and "te" take their full form. */
const STRESSED: Record<string, string> = { me: 'moi', te: 'toi' };

/** "je ne mange pas de pain", in whole words. */
export function frenchStatement(clause: Clause): string {
  const { before, finite, after } = predicate(clause);
  return joinWords(clause.subject.french, before, finite, after);
}

export function frenchEstCeQue(clause: Clause): string {
  return `est-ce que ${frenchStatement(clause)}`;
}

/**
 * "manges-tu du pain", with a t between two vowels ("mange-t-il"); another subject than a pronoun may follow a verb that
 * is a single word ("où est le chat").
 */
export function frenchInversion(clause: Clause): string {
  const { before, finite, after } = predicate(clause);
  const { french: subject, pronoun } = clause.subject;
  if (!pronoun) return joinWords(before, finite, subject, after);
  const hyphen = /[ae]$/.test(finite) && startsWithVowelSound(subject) ? '-t-' : '-';
  return joinWords(before, `${finite}${hyphen}${subject}`, after);
}

/** "mange du pain", "ne mangez pas de pain", "repose-toi", "donne-moi du pain". */
export function frenchOrder(clause: Clause): string {
  const form = imperative(clause.verb.french, clause.subject.agreement.person as ImperativePerson);
  const clitic = cliticOf(clause);
  const complement = clause.complement?.french;
  if (clause.negation) return joinWords('ne', clitic, form, clause.negation, complement);
  return joinWords(clitic ? `${form}-${STRESSED[clitic] ?? clitic}` : form, complement);
}

/** "manger du pain", "me reposer": what follows a modal verb. The reflexive pronoun is the subject's. */
export function frenchInfinitive(clause: Clause): string {
  return joinWords(cliticOf(clause), clause.verb.french, clause.complement?.french);
}

function cliticOf({ verb, subject, pronoun }: Clause): string | undefined {
  return verb.reflexive ? REFLEXIVE_PRONOUNS[subject.agreement.person] : pronoun?.french;
}

/** The clause around its conjugated verb, where an inversion puts the subject. */
function predicate(clause: Clause): { before: string; finite: string; after: string } {
  const { clitic, finite, rest } = verbGroup(clause);
  const { negation, frequency, manner, complement } = clause;
  return {
    before: joinWords(negation && 'ne', clitic),
    finite,
    after: joinWords(negation, frequency?.french, manner?.french, rest, complement?.french),
  };
}

/** The verb in its parts: pronoun before it, conjugated form, and the participle or infinitive that negation precedes. */
function verbGroup(clause: Clause): { clitic?: string; finite: string; rest?: string } {
  const { verb, tense, subject } = clause;
  const { person } = subject.agreement;
  const clitic = cliticOf(clause);
  switch (tense) {
    case 'compoundPast':
      return {
        clitic,
        finite: conjugate(auxiliaryOf(clause), 'present', person),
        rest: agreedParticiple(clause),
      };
    case 'nearFuture':
      return { finite: conjugate('aller', 'present', person), rest: joinWords(clitic, verb.french) };
    default:
      return { clitic, finite: conjugate(verb.french, tense, person) };
  }
}

function auxiliaryOf({ verb }: Clause): 'être' | 'avoir' {
  return verb.reflexive || WITH_ETRE.has(verb.french) ? 'être' : 'avoir';
}

/** With être the participle agrees with the subject, with avoir with a direct object that stands before it. */
function agreedParticiple(clause: Clause): string {
  const controller = auxiliaryOf(clause) === 'être' ? clause.subject.agreement : clause.pronoun?.direct;
  const participle = participleOf(clause.verb.french);
  return controller ? agreeParticiple(participle, controller) : participle;
}
