import type { NounPhrase } from '../grammar/nounPhrase.ts';
import * as verbs from '../lexicon/movementVerbs.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { longRides, type PlaceUse, places, regions, shortRides } from '../lexicon/places.ts';
import type { Verb } from '../lexicon/verb.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import type { Action } from './actions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { sampleObjectPronoun, sampleRecipient } from './objects.ts';
import { sampleCompany, sampleDestination, sampleHost, sampleLocation } from './places.ts';

const DWELLING: readonly NounKind[] = ['dwelling'];
const EVENT: readonly NounKind[] = ['event'];
const STATIONS: readonly PlaceUse[] = ['town', 'abroad'];
const ANYWHERE: readonly PlaceUse[] = ['home', 'town', 'abroad'];
const downtown = places.filter(({ uses }) => uses.includes('town') || uses.includes('shop'));

type Complement = (sampler: Sampler, subject: NounPhrase) => Phrase | undefined;

/** Going, coming, staying, living: each wants a place or a companion of its own. */
const MOVEMENTS: readonly Action[] = [
  movement(verbs.go, sampleDestination),
  movement(verbs.go, sampleDestination),
  movement(verbs.go, sampleRide),
  movement(verbs.come, sampleGoal),
  movement(verbs.comeFrom, (sampler) => sampler.pick(regions).origin),
  movement(verbs.arrive, (sampler, subject) => sampleLocation(sampler, STATIONS, subject)),
  movement(verbs.leave, sampleDeparture),
  movement(verbs.stay, (sampler, subject) => sampleLocation(sampler, ANYWHERE, subject)),
  movement(verbs.live, sampleHome),
  movement(verbs.visit, (sampler) => sampler.pick(regions).name),
  {
    verb: verbs.talkTo,
    complete: (sampler, { subject }) => {
      if (sampler.chance(0.3)) {
        const { french, english } = sampleObjectPronoun(sampler, subject);
        return { pronoun: phrase(french, english) };
      }
      return { complement: sampleRecipient(sampler, subject, '') };
    },
  },
];

export function sampleMovement(sampler: Sampler): Action {
  return sampler.pick(MOVEMENTS);
}

function movement(verb: Verb, sampleComplement: Complement): Action {
  return { verb, complete: (sampler, { subject }) => ({ complement: sampleComplement(sampler, subject) }) };
}

/** To school by bike, to Japan by plane. */
function sampleRide(sampler: Sampler): Phrase {
  return sampler.chance(0.5)
    ? joinPhrases(sampler.pick(downtown).destination, sampler.pick(shortRides))
    : joinPhrases(sampler.pick(regions).destination, sampler.pick(longRides));
}

/** To the party, to my aunt's house, with us. */
function sampleGoal(sampler: Sampler, subject: NounPhrase): Phrase {
  switch (sampler.weighted({ event: 3, host: 1, company: 2 })) {
    case 'event':
      return joinPhrases(
        phrase('à', 'to'),
        sampleNounPhrase(sampler, EVENT, { definite: 1 }, { single: true, adjectives: 0 }),
      );
    case 'host':
      return joinPhrases(phrase('', 'to'), sampleHost(sampler, subject));
    case 'company':
      return sampleCompany(sampler, subject);
  }
}

/** For Italy, with my brother, or just off. */
function sampleDeparture(sampler: Sampler, subject: NounPhrase): Phrase | undefined {
  switch (sampler.weighted({ bare: 1, region: 2, company: 1, ride: 1 })) {
    case 'region':
      return joinPhrases(phrase('pour', 'for'), sampler.pick(regions).name);
    case 'company':
      return sampleCompany(sampler, subject);
    case 'ride':
      return sampler.pick(longRides);
    case 'bare':
      return undefined;
  }
}

/** In London, in a small apartment, with my parents. */
function sampleHome(sampler: Sampler, subject: NounPhrase): Phrase {
  switch (sampler.weighted({ region: 3, dwelling: 3, company: 1 })) {
    case 'region':
      return sampler.pick(regions).location;
    case 'dwelling':
      return joinPhrases(
        phrase('dans', 'in'),
        sampleNounPhrase(
          sampler,
          DWELLING,
          { indefinite: 3, demonstrative: 2 },
          { single: true, adjectives: 0.5 },
        ),
      );
    case 'company':
      return sampleCompany(sampler, subject);
  }
}
