import type { Person } from '../agreement.ts';
import type { Clause, Negation, Tense } from '../grammar/clause.ts';
import { joinWords } from '../phrase.ts';
import { presentParticiple, simplePast, thirdPerson } from './inflection.ts';

/** Verbs with neither -s nor -ing nor an infinitive. */
const MODALS: Record<string, Partial<Record<Tense, string>>> = {
  can: { present: 'can', imperfect: 'could' },
  must: { present: 'must' },
};
const BE = {
  present: ['am', 'are', 'is', 'are', 'are', 'are'],
  past: ['was', 'were', 'was', 'were', 'were', 'were'],
};
const ADVERBS: Record<Exclude<Negation, 'pas'>, string> = { jamais: 'never', plus: 'no longer' };

/**
 * An English verb: the auxiliary that questions and "not" need, what follows it, and, where that auxiliary is a mere
 * "do", the single form used without it.
 */
interface VerbGroup {
  readonly auxiliary: string;
  readonly main: string;
  readonly plain?: string;
}

/** "she is not eating any bread", with "a" for every indefinite article. */
export function englishStatement(clause: Clause): string {
  const { auxiliary, main, plain } = englishVerbGroup(clause);
  const adverb = adverbOf(clause);
  const subject = clause.subject.english;
  const after = afterVerb(clause);
  if (clause.negation === 'pas') {
    return joinWords(subject, auxiliary === 'can' ? 'cannot' : `${auxiliary} not`, adverb, main, after);
  }
  if (plain) return joinWords(subject, adverb, plain, after);
  return joinWords(subject, auxiliary, adverb, main, after);
}

/** "is she eating some bread". */
export function englishQuestion(clause: Clause): string {
  const { auxiliary, main } = englishVerbGroup(clause);
  const not = clause.negation === 'pas' ? 'not' : undefined;
  return joinWords(auxiliary, clause.subject.english, not, adverbOf(clause), main, afterVerb(clause));
}

/** "eat the bread", "do not eat the bread", "let's eat the bread". */
export function englishOrder(clause: Clause): string {
  const together = clause.subject.agreement.person === 3;
  const start = clause.negation ? (together ? "let's not" : 'do not') : together ? "let's" : undefined;
  return joinWords(start, englishInfinitive(clause));
}

/** The bare infinitive and what comes with it. */
export function englishInfinitive(clause: Clause): string {
  return joinWords(clause.verb.english, afterVerb(clause));
}

function afterVerb({ pronoun, manner, complement }: Clause): string {
  return joinWords(pronoun?.english, manner?.english, complement?.english);
}

function adverbOf({ negation, frequency }: Clause): string | undefined {
  return negation && negation !== 'pas' ? ADVERBS[negation] : frequency?.english;
}

/**
 * One English form for each French tense: the compound past is the simple past; present and imperfect are progressive
 * for an activity, simple for a state or a habit; both futures keep their colours, "will" and "going to".
 */
function englishVerbGroup({ verb, tense, subject, negation, habitual }: Clause): VerbGroup {
  const { person } = subject.agreement;
  const rule = habitual || negation === 'jamais' || negation === 'plus';
  const progressive = verb.aspect === 'activity' && !rule;
  const modal = MODALS[verb.english]?.[tense];
  if (modal) return { auxiliary: modal, main: '' };
  switch (tense) {
    case 'future':
      return { auxiliary: 'will', main: verb.english };
    case 'conditional':
      return { auxiliary: 'would', main: verb.english };
    case 'nearFuture':
      return { auxiliary: BE.present[person], main: `going to ${verb.english}` };
    case 'present':
      return progressive
        ? progressiveGroup(verb.english, BE.present[person])
        : presentGroup(verb.english, person);
    case 'imperfect':
      return progressive ? progressiveGroup(verb.english, BE.past[person]) : pastGroup(verb.english, person);
    case 'compoundPast':
      return pastGroup(verb.english, person);
  }
}

function progressiveGroup(verb: string, auxiliary: string): VerbGroup {
  return { auxiliary, main: presentParticiple(verb) };
}

function presentGroup(verb: string, person: Person): VerbGroup {
  const be = formOfBe(verb, BE.present[person]);
  if (be) return be;
  return person === 2
    ? { auxiliary: 'does', main: verb, plain: thirdPerson(verb) }
    : { auxiliary: 'do', main: verb, plain: verb };
}

function pastGroup(verb: string, person: Person): VerbGroup {
  return formOfBe(verb, BE.past[person]) ?? { auxiliary: 'did', main: verb, plain: simplePast(verb) };
}

/** "be" needs no "do"; what follows it in the lexicon stays ("be able to"). */
function formOfBe(verb: string, form: string): VerbGroup | undefined {
  return /^be\b/.test(verb) ? { auxiliary: form, main: verb.slice(3) } : undefined;
}
