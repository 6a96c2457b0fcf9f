import type { Person } from '../agreement.ts';
import { genitive } from '../english/nounPhrase.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { type PlaceUse, places } from '../lexicon/places.ts';
import { stressedPronouns } from '../lexicon/pronouns.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { sampleNounPhrase } from './nounPhrases.ts';

const BUILDING: readonly NounKind[] = ['building'];
const HOST: readonly NounKind[] = ['kin'];
const COMPANION: readonly NounKind[] = ['person', 'kin'];
const WITH = phrase('avec', 'with');
const destinations = places.flatMap(({ destination }) => destination ?? []);
const NEARBY = [
  phrase('devant', 'in front of'),
  phrase('derrière', 'behind'),
  phrase('près de', 'near'),
  phrase('à côté de', 'next to'),
];

/** In the garden, at school, in front of the museum, at my aunt's house. */
export function sampleLocation(sampler: Sampler, uses: readonly PlaceUse[], subject?: NounPhrase): Phrase {
  if (uses.includes('home') && sampler.chance(0.1))
    return joinPhrases(phrase('', 'at'), sampleHost(sampler, subject));
  if (uses.includes('outdoors') && sampler.chance(0.2)) return sampleNearby(sampler);
  return sampler.pick(places.filter((place) => place.uses.some((use) => uses.includes(use)))).location;
}

/** To the station, to Italy, home, to my aunt's house. */
export function sampleDestination(sampler: Sampler, subject?: NounPhrase): Phrase {
  if (sampler.chance(0.1)) return joinPhrases(phrase('', 'to'), sampleHost(sampler, subject));
  return sampler.pick(destinations);
}

/** "avec moi", "avec ma sœur": someone other than the subject. */
export function sampleCompany(sampler: Sampler, subject: NounPhrase): Phrase {
  if (sampler.chance(0.6)) {
    return joinPhrases(
      WITH,
      sampleNounPhrase(sampler, COMPANION, { possessive: 3, definite: 1 }, { subject, adjectives: 0.1 }),
    );
  }
  const others = stressedPronouns.filter(({ agreement }) =>
    areApart(agreement.person, subject.agreement.person),
  );
  return joinPhrases(WITH, sampler.pick(others));
}

/** Neither I and we nor two forms of you; "he" and "him" may be two people. */
export function areApart(one: Person, other: Person): boolean {
  return one % 3 !== other % 3 || one % 3 === 2;
}

export function sampleNearby(sampler: Sampler): Phrase {
  const building = sampleNounPhrase(
    sampler,
    BUILDING,
    { definite: 3, possessive: 1 },
    { adjectives: 0.1, single: true },
  );
  return joinPhrases(sampler.pick(NEARBY), building);
}

/** "chez ma tante", "my aunt's house". */
export function sampleHost(sampler: Sampler, subject?: NounPhrase): Phrase {
  const { french, english } = sampleNounPhrase(sampler, HOST, { possessive: 1 }, { subject });
  return phrase(`chez ${french}`, `${genitive(english)} house`);
}
