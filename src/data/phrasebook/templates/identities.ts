import { englishQuestion } from '../english/clause.ts';
import { addS } from '../english/inflection.ts';
import { frenchEstCeQue } from '../french/clause.ts';
import { pluralOf } from '../french/plural.ts';
import type { Clause } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { statement } from '../grammar/readings.ts';
import { be } from '../lexicon/copulas.ts';
import { names } from '../lexicon/names.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { professions } from '../lexicon/professions.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleLastingSetting } from './conditions.ts';
import { type DeterminerWeights, sampleNounPhrase } from './nounPhrases.ts';
import { askSituation } from './questions.ts';
import { KNOWN, sampleAsked, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const ANYTHING: readonly NounKind[] = [
  'person',
  'kin',
  'animal',
  'food',
  'drink',
  'text',
  'song',
  'show',
  'clothing',
  'portable',
  'vehicle',
  'building',
  'room',
  'plant',
];
const IDENTIFYING: DeterminerWeights = { indefinite: 5, possessive: 4, genitive: 2 };

/** "C'est mon frère.", "Ce ne sont pas des pommes.", "C'était un bon film." */
export const presentation: Template = (sampler) => {
  const clause = samplePresentation(sampler, 0.2);
  return declare(statement(clause));
};

/** "Est-ce que c'est ta voiture ?" */
export const presentationQuestion: Template = (sampler) => {
  const clause = samplePresentation(sampler, 0);
  return ask(phrase(frenchEstCeQue(clause), englishQuestion(clause)));
};

/** "Voici mes parents." */
export const showing: Template = (sampler) => {
  const shown = sampler.chance(0.1)
    ? sampler.pick(names)
    : sampleNounPhrase(sampler, ANYTHING, { ...KNOWN, demonstrative: 0, indefinite: 3 });
  return declare(joinPhrases(phrase('voici', shown.agreement.plural ? 'here are' : 'here is'), shown));
};

/** "Elle est avocate.", "Ils ne sont pas médecins." */
export const profession: Template = (sampler) => {
  const subject = samplePeople(sampler);
  const complement = inProfession(sampler.pick(professions), subject);
  return declare(statement({ subject, verb: be, ...sampleLastingSetting(sampler), complement }));
};

/** "Es-tu médecin ?" */
export const professionQuestion: Template = (sampler) => {
  const subject = sampleAsked(sampler);
  const complement = inProfession(sampler.pick(professions), subject);
  return askSituation(sampler, undefined, { clause: { subject, verb: be, tense: 'present', complement } });
};

/** "ce" is this or these now, it or they in the past; nothing is "some" of anything here: "these are apples". */
function samplePresentation(sampler: Sampler, negation: number): Clause {
  const setting = sampleLastingSetting(sampler, negation);
  const shown = sampler.chance(0.1)
    ? sampler.pick(names)
    : sampleNounPhrase(sampler, ANYTHING, IDENTIFYING, { habitual: true });
  const { plural } = shown.agreement;
  const now = setting.tense === 'present';
  const english = plural ? (now ? 'these' : 'they') : now ? 'this' : 'it';
  return { subject: { ...shown, french: 'ce', english }, verb: be, ...setting, complement: shown };
}

/** French professions have no article: "il est médecin". */
function inProfession(
  { masculine, feminine, english }: (typeof professions)[number],
  { agreement }: NounPhrase,
): Phrase {
  const french = agreement.feminine ? feminine : masculine;
  return agreement.plural ? phrase(pluralOf(french), addS(english)) : phrase(french, `a ${english}`);
}
