import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { invertedQuestion } from '../grammar/readings.ts';
import { be } from '../lexicon/copulas.ts';
import type { NounKind } from '../lexicon/noun.ts';
import type { PlaceUse } from '../lexicon/places.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleLastingSetting, samplePassingSetting } from './conditions.ts';
import { type DeterminerWeights, sampleNounPhrase } from './nounPhrases.ts';
import { sampleLocation, sampleNearby } from './places.ts';
import { askSituation } from './questions.ts';
import { declareSituation, type Situation } from './statements.ts';
import { KNOWN, sampleAsked, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const WHERE = phrase('où', 'where');
const THING: readonly NounKind[] = ['portable', 'clothing'];
const FOOD: readonly NounKind[] = ['food', 'drink'];
const ANIMAL: readonly NounKind[] = ['animal'];
const BUILDING: readonly NounKind[] = ['building'];
const BOARD: readonly NounKind[] = ['board'];
const SURFACE: readonly NounKind[] = ['surface'];
const CONTAINER: readonly NounKind[] = ['container'];
const ROOM: readonly NounKind[] = ['room'];
const WHEREABOUTS: readonly PlaceUse[] = ['home', 'outdoors', 'town', 'shop', 'abroad'];
const OUTDOORS: readonly PlaceUse[] = ['outdoors'];
const INDOORS_OR_OUT: readonly PlaceUse[] = ['home', 'outdoors'];

/** "Le chat est sous la table.", "Marie n'est pas à l'école aujourd'hui." */
export const location: Template = (sampler) =>
  declare(declareSituation(sampler, sampleWhereabouts(sampler, 0.2)));

/** "Est-ce que les clés sont dans le sac ?", "Es-tu à Paris ?" */
export const locationQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleWhereabouts(sampler, 0, sampleAsked));

/** "Où est le chat ?", "Où étais-tu hier ?" */
export const whereIs: Template = (sampler) => {
  const subject = sampler.chance(0.4) ? samplePeople(sampler) : sampleMovable(sampler)[0];
  const { moment, tense } = samplePassingSetting(sampler, 0);
  return ask(invertedQuestion({ subject, verb: be, tense }, WHERE, moment));
};

function sampleWhereabouts(sampler: Sampler, negation: number, sampleSubject = samplePeople): Situation {
  if (sampler.chance(0.1)) return sampleSite(sampler, negation);
  const [subject, place] = sampler.chance(0.4)
    ? samplePerson(sampler, sampleSubject)
    : sampleMovable(sampler);
  const { moment, ...setting } = samplePassingSetting(sampler, negation);
  return { clause: { subject, verb: be, ...setting, complement: place }, moment };
}

function samplePerson(sampler: Sampler, sampleSubject: typeof samplePeople): [NounPhrase, Phrase] {
  const subject = sampleSubject(sampler);
  return [subject, sampleLocation(sampler, WHEREABOUTS, subject)];
}

/** A thing or an animal, and where it can be. */
function sampleMovable(sampler: Sampler): [NounPhrase, Phrase] {
  return sampler.chance(0.6) ? sampleInanimate(sampler, KNOWN) : sampleAnimal(sampler, KNOWN);
}

/** "L'école est à côté de l'église.": buildings stay where they are. */
function sampleSite(sampler: Sampler, negation: number): Situation {
  const subject = sampleNounPhrase(sampler, BUILDING, KNOWN, { single: true });
  const place = sampleNearby(sampler);
  if (isInItself(subject, place)) return sampleSite(sampler, negation);
  return { clause: { subject, verb: be, ...sampleLastingSetting(sampler, negation), complement: place } };
}

/** The keys on the chair, some bread on the table. */
export function sampleInanimate(sampler: Sampler, determiners: DeterminerWeights): [NounPhrase, Phrase] {
  const food = sampler.chance(0.3);
  const thing = sampleNounPhrase(sampler, food ? FOOD : THING, determiners);
  const spot = sampleSpot(sampler, food);
  return isInItself(thing, spot) ? sampleInanimate(sampler, determiners) : [thing, spot];
}

/** A bag in the bag, a school behind the school. */
function isInItself({ noun }: NounPhrase, place: Phrase): boolean {
  return noun !== undefined && place.english.includes(noun.english);
}

/** Cats in the kitchen or in the garden, cows in the garden. */
export function sampleAnimal(sampler: Sampler, determiners: DeterminerWeights): [NounPhrase, Phrase] {
  const animal = sampleNounPhrase(sampler, ANIMAL, determiners);
  return [animal, sampleLocation(sampler, animal.noun?.kinds.includes('pet') ? INDOORS_OR_OUT : OUTDOORS)];
}

/** On the table, under my bed, in the bag, in the kitchen. */
function sampleSpot(sampler: Sampler, food: boolean): Phrase {
  const at = (french: string, english: string, kinds: readonly NounKind[]) =>
    joinPhrases(
      phrase(french, english),
      sampleNounPhrase(sampler, kinds, { definite: 3, possessive: 1 }, { single: true, adjectives: 0.1 }),
    );
  switch (sampler.weighted({ on: 3, under: food ? 0 : 2, in: food ? 0 : 2, room: 2 })) {
    case 'on':
      return at('sur', 'on', food ? BOARD : SURFACE);
    case 'under':
      return at('sous', 'under', SURFACE);
    case 'in':
      return at('dans', 'in', CONTAINER);
    case 'room':
      return at('dans', 'in', ROOM);
  }
}
