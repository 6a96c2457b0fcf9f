import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { invertedQuestion } from '../grammar/readings.ts';
import { be } from '../lexicon/copulas.ts';
import type { NounKind } from '../lexicon/noun.ts';
import type { PlaceUse } from '../lexicon/places.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { samplePassingSetting } from './conditions.ts';
import { type DeterminerWeights, sampleNounPhrase } from './nounPhrases.ts';
import { sampleLocation, sampleNearby } from './places.ts';
import { askSituation } from './questions.ts';
import { declareSituation, type Situation } from './statements.ts';
import { KNOWN, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const WHERE = phrase('où', 'where');
const THING: readonly NounKind[] = ['portable', 'clothing'];
const FOOD: readonly NounKind[] = ['food', 'drink'];
const ANIMAL: readonly NounKind[] = ['animal'];
const BUILDING: readonly NounKind[] = ['building'];
const BOARD: readonly NounKind[] = ['board'];
const SURFACE: readonly NounKind[] = ['surface'];
const CARRIER: readonly NounKind[] = ['carrier'];
const ROOM: readonly NounKind[] = ['room'];
const WHEREABOUTS: readonly PlaceUse[] = ['home', 'outdoors', 'town', 'shop', 'abroad'];
const OUTDOORS: readonly PlaceUse[] = ['outdoors'];
const INDOORS_OR_OUT: readonly PlaceUse[] = ['home', 'outdoors'];

/** "Le chat est sous la table.", "Marie n'est pas à l'école aujourd'hui." */
export const location: Template = (sampler) =>
  declare(declareSituation(sampler, sampleWhereabouts(sampler, 0.2)));

/** "Est-ce que les clés sont dans le sac ?", "Es-tu à Paris ?" */
export const locationQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleWhereabouts(sampler, 0));

/** "Où est le chat ?", "Où étais-tu hier ?" */
export const whereIs: Template = (sampler) => {
  const subject = sampler.chance(0.4) ? samplePeople(sampler) : sampleThing(sampler)[0];
  const { moment, tense } = samplePassingSetting(sampler, 0);
  return ask(invertedQuestion({ subject, verb: be, tense }, WHERE, moment));
};

function sampleWhereabouts(sampler: Sampler, negation: number): Situation {
  const [subject, place] = sampler.chance(0.4) ? samplePerson(sampler) : sampleThing(sampler);
  const { moment, ...setting } = samplePassingSetting(sampler, negation);
  return { clause: { subject, verb: be, ...setting, complement: place }, moment };
}

function samplePerson(sampler: Sampler): [NounPhrase, Phrase] {
  const subject = samplePeople(sampler);
  return [subject, sampleLocation(sampler, WHEREABOUTS, subject)];
}

/** Something and where it can be. */
function sampleThing(sampler: Sampler): [NounPhrase, Phrase] {
  switch (sampler.weighted({ inanimate: 5, animal: 3, building: 1 })) {
    case 'inanimate':
      return sampleInanimate(sampler, KNOWN);
    case 'animal':
      return sampleAnimal(sampler, KNOWN);
    case 'building':
      return [sampleNounPhrase(sampler, BUILDING, KNOWN, { single: true }), sampleNearby(sampler)];
  }
}

/** The keys on the chair, some bread on the table. */
export function sampleInanimate(sampler: Sampler, determiners: DeterminerWeights): [NounPhrase, Phrase] {
  const food = sampler.chance(0.3);
  return [sampleNounPhrase(sampler, food ? FOOD : THING, determiners), sampleSpot(sampler, food)];
}

/** Cats in the kitchen, but wolves in the forest. */
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
      return at('dans', 'in', CARRIER);
    case 'room':
      return at('dans', 'in', ROOM);
  }
}
