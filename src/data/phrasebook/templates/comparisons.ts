import { comparative } from '../english/inflection.ts';
import { agreeAdjective } from '../french/adjective.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { statement } from '../grammar/readings.ts';
import type { Adjective } from '../lexicon/adjective.ts';
import { be } from '../lexicon/copulas.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { stressedPronouns } from '../lexicon/pronouns.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { sampleLastingSetting } from './conditions.ts';
import { adjectivesOf } from './descriptions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { areApart } from './places.ts';
import { KNOWN, samplePeople, sampleThirdPerson } from './subjects.ts';
import type { Template } from './template.ts';

/** What is compared with what: each with its own kind. */
const CLASSES: readonly (readonly NounKind[])[] = [
  ['animal'],
  ['food'],
  ['text'],
  ['show'],
  ['clothing'],
  ['vehicle', 'transport'],
  ['building'],
  ['room'],
  ['furniture'],
];

/** "Marie est plus grande que moi.", "Ce film est aussi long que le livre." */
export const comparison: Template = (sampler) => {
  const [subject, standard] = samplePair(sampler);
  const shared = adjectivesOf(subject).filter(
    (adjective) => adjective.gradable && adjectivesOf(standard).includes(adjective),
  );
  if (
    (subject.noun && subject.noun === standard.noun) ||
    subject.french === standard.french ||
    shared.length === 0
  )
    return comparison(sampler);
  const complement = compare(sampler, sampler.pick(shared), subject, standard);
  return declare(statement({ subject, verb: be, ...sampleLastingSetting(sampler, 0.15), complement }));
};

function samplePair(sampler: Sampler): [NounPhrase, NounPhrase] {
  if (sampler.chance(0.5)) {
    const subject = samplePeople(sampler);
    if (sampler.chance(0.5)) return [subject, sampleThirdPerson(sampler)];
    const others = stressedPronouns.filter(({ agreement }) =>
      areApart(agreement.person, subject.agreement.person),
    );
    return [subject, sampler.pick(others)];
  }
  const kinds = sampler.pick(CLASSES);
  const sample = () => sampleNounPhrase(sampler, kinds, KNOWN, { adjectives: 0 });
  return [sample(), sample()];
}

function compare(
  sampler: Sampler,
  adjective: Adjective,
  { agreement }: NounPhrase,
  standard: NounPhrase,
): Phrase {
  const agreed = (french: string) => agreeAdjective(french, agreement);
  const { french, english } = adjective;
  switch (sampler.weighted({ more: 5, as: 3, less: 2 })) {
    case 'more': {
      const more = french === 'bon' ? agreed('meilleur') : `plus ${agreed(french)}`;
      return joinPhrases(phrase(`${more} que`, `${comparative(english)} than`), standard);
    }
    case 'as':
      return joinPhrases(phrase(`aussi ${agreed(french)} que`, `as ${english} as`), standard);
    case 'less':
      return joinPhrases(phrase(`moins ${agreed(french)} que`, `less ${english} than`), standard);
  }
}
