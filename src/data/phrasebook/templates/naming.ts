import { genitive, possessive } from '../english/nounPhrase.ts';
import { frenchInversion, frenchStatement } from '../french/clause.ts';
import type { Clause } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { names } from '../lexicon/names.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { subjectPronouns } from '../lexicon/pronouns.ts';
import { verb } from '../lexicon/verb.ts';
import { type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import type { Template } from './template.ts';

const NAMED: readonly NounKind[] = ['kin', 'pet'];
const singular = subjectPronouns.filter(({ agreement }) => !agreement.plural);
const beCalled = verb('appeler', 'be called', 'state', { reflexive: true });

/** "Je m'appelle Marie.", "Mon chien s'appelle Louis." */
export const naming: Template = (sampler) => declare(sampleNaming(sampler));

export function sampleNaming(sampler: Sampler): Phrase {
  const clause = sampleNamed(sampler);
  const { subject } = clause;
  const name = sampler.pick(
    names.filter(({ agreement }) => agreement.feminine === subject.agreement.feminine),
  );
  return phrase(frenchStatement({ ...clause, complement: name }), `${nameOf(subject)} is ${name.english}`);
}

/** "Comment s'appelle ta sœur ?" */
export const nameQuestion: Template = (sampler) => {
  const clause = sampleNamed(sampler);
  if (clause.subject.agreement.person === 0) return nameQuestion(sampler);
  return ask(phrase(`comment ${frenchInversion(clause)}`, `what is ${nameOf(clause.subject)}`));
};

function sampleNamed(sampler: Sampler): Clause {
  const subject = sampler.chance(0.4)
    ? sampler.pick(singular)
    : sampleNounPhrase(
        sampler,
        NAMED,
        { possessive: 3, genitive: 1, demonstrative: 1 },
        { single: true, adjectives: 0.2 },
      );
  return subject.agreement.plural ? sampleNamed(sampler) : { subject, verb: beCalled, tense: 'present' };
}

/** "my name", "your sister's name": English names have owners where French people call themselves. */
function nameOf({ pronoun, agreement, english }: NounPhrase): string {
  return `${pronoun ? possessive(agreement) : genitive(english)} name`;
}
