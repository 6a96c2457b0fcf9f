import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { names } from '../lexicon/names.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { subjectPronouns } from '../lexicon/pronouns.ts';
import { joinPhrases, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { type DeterminerWeights, sampleNounPhrase } from './nounPhrases.ts';

const PERSON: readonly NounKind[] = ['person'];
const KIN: readonly NounKind[] = ['kin'];
const OTHERS = subjectPronouns.filter(({ agreement }) => agreement.person % 3 !== 0);
/** It is known who or what is meant. */
export const KNOWN: DeterminerWeights = { definite: 6, demonstrative: 2, possessive: 3, genitive: 1 };

/** I, Marie, my sister, the old man: whoever does something. */
export function samplePeople(sampler: Sampler): NounPhrase {
  return sampler.chance(0.55) ? sampler.pick(subjectPronouns) : sampleThirdPerson(sampler);
}

/** Anyone but the speaker, who rarely needs to ask what he does. */
export function sampleAsked(sampler: Sampler): NounPhrase {
  return sampler.chance(0.55) ? sampler.pick(OTHERS) : sampleThirdPerson(sampler);
}

export function sampleThirdPerson(sampler: Sampler): NounPhrase {
  switch (sampler.weighted({ name: 5, couple: 1, kin: 6, person: 6 })) {
    case 'name':
      return sampler.pick(names);
    case 'couple':
      return couple(...sampler.pickTwo(names));
    case 'kin':
      return sampleNounPhrase(sampler, KIN, KNOWN);
    case 'person':
      return sampleNounPhrase(sampler, PERSON, KNOWN, { adjectives: 0.2 });
  }
}

/** The pronoun that takes up a subject once named: "Marie dort parce qu'elle est fatiguée". */
export function pronounFor({ french, agreement }: NounPhrase): NounPhrase {
  const { person, feminine, plural } = agreement;
  const match = subjectPronouns.find(
    ({ agreement: own }) => own.person === person && own.feminine === feminine && own.plural === plural,
  );
  return match ?? { french, english: french, agreement };
}

/** Two people: feminine only if both are. */
function couple(one: NounPhrase, other: NounPhrase): NounPhrase {
  const feminine = one.agreement.feminine && other.agreement.feminine;
  return {
    ...joinPhrases(one, phrase('et', 'and'), other),
    agreement: { person: 5, feminine, plural: true },
  };
}
