import { agreeAdjective } from '../french/adjective.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import type { Adjective } from '../lexicon/adjective.ts';
import { be } from '../lexicon/copulas.ts';
import { adjectivesFor, adjectivesForPeople } from '../lexicon/fittingAdjectives.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { sampleLastingSetting, samplePassingSetting } from './conditions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { askSituation } from './questions.ts';
import { declareSituation, type Situation } from './statements.ts';
import { KNOWN, sampleAsked, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const THINGS: readonly NounKind[] = [
  'animal',
  'food',
  'drink',
  'text',
  'lesson',
  'song',
  'show',
  'event',
  'clothing',
  'portable',
  'furniture',
  'vehicle',
  'transport',
  'building',
  'room',
  'opening',
  'plant',
];

const WHY = phrase('pourquoi', 'why');

/** "Ma voiture n'est pas rouge.", "Marie est souvent fatiguée." */
export const description: Template = (sampler) =>
  declare(declareSituation(sampler, sampleDescription(sampler, 0.2)));

/** "Le thé est-il..." is left to books: "Est-ce que le thé est chaud ?", "Es-tu prête ?" */
export const descriptionQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleDescription(sampler, 0, sampleAsked));

/** "Pourquoi êtes-vous tristes ?" */
export const whyDescription: Template = (sampler) =>
  askSituation(sampler, WHY, sampleDescription(sampler, 0.3, sampleAsked));

function sampleDescription(sampler: Sampler, negation: number, samplePerson = samplePeople): Situation {
  const subject = sampler.chance(0.5)
    ? samplePerson(sampler)
    : sampleNounPhrase(sampler, THINGS, KNOWN, { adjectives: 0 });
  const adjective = sampler.pick(adjectivesOf(subject));
  const { moment, ...setting } = (adjective.passing ? samplePassingSetting : sampleLastingSetting)(
    sampler,
    negation,
  );
  const degree = adjective.gradable && !setting.frequency ? sampleDegree(sampler) : undefined;
  const complement = joinPhrases(degree, predicate(adjective, subject));
  return { clause: { subject, verb: be, ...setting, complement }, moment };
}

/** What can be said of somebody or something. */
export function adjectivesOf({ noun, agreement }: NounPhrase): readonly Adjective[] {
  return noun ? adjectivesFor(noun) : adjectivesForPeople(agreement.feminine);
}

/** The adjective after "être". */
export function predicate({ french, english }: Adjective, { agreement }: NounPhrase): Phrase {
  return phrase(agreeAdjective(french, agreement), english);
}

function sampleDegree(sampler: Sampler): Phrase | undefined {
  switch (sampler.weighted({ none: 7, very: 2, too: 1 })) {
    case 'very':
      return phrase('très', 'very');
    case 'too':
      return phrase('trop', 'too');
    case 'none':
      return undefined;
  }
}
