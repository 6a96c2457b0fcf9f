import { englishQuestion, englishStatement } from '../english/clause.ts';
import { frenchEstCeQue, frenchInversion, frenchStatement } from '../french/clause.ts';
import type { Clause } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { be, haveAs } from '../lexicon/copulas.ts';
import type { NounKind } from '../lexicon/noun.ts';
import type { PlaceUse } from '../lexicon/places.ts';
import { impersonal } from '../lexicon/pronouns.ts';
import { type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleAnimal, sampleInanimate } from './locations.ts';
import { type DeterminerWeights, sampleNounPhrase } from './nounPhrases.ts';
import { sampleLocation } from './places.ts';
import type { Template } from './template.ts';

const PERSON: readonly NounKind[] = ['person'];
const PLANT: readonly NounKind[] = ['plant'];
const PUBLIC: readonly PlaceUse[] = ['home', 'outdoors', 'town', 'shop'];
const OUTDOORS: readonly PlaceUse[] = ['outdoors'];
const SOME: DeterminerWeights = { indefinite: 6, numeral: 3 };
const TENSES = { present: 5, imperfect: 2, future: 1 } as const;

/** The two languages have different subjects and verbs here: one clause each. */
interface Existence {
  readonly french: Clause;
  readonly english: Clause;
}

/** "Il y a un chat dans le jardin.", "Il n'y avait plus de pain sur la table." */
export const existence: Template = (sampler) => {
  const { french, english } = sampleExistence(
    sampler,
    sampler.weighted({ some: 7, absent: 2, exhausted: 1 }),
  );
  return declare(phrase(frenchStatement(french), englishStatement(english)));
};

/** "Est-ce qu'il y a un livre sur la table ?", "Y a-t-il trois oiseaux dans le jardin ?" */
export const existenceQuestion: Template = (sampler) => {
  const { french, english } = sampleExistence(sampler, 'some');
  const read = sampler.chance(0.5) ? frenchEstCeQue : frenchInversion;
  return ask(phrase(read(french), englishQuestion(english)));
};

/** "il y a" against "there is": in English what there is decides about the number of the verb. */
function sampleExistence(sampler: Sampler, extent: 'some' | 'absent' | 'exhausted'): Existence {
  const [content, place] = sampleContent(sampler, extent === 'some' ? SOME : { [extent]: 1 });
  const tense = sampler.weighted(TENSES);
  const complement = phrase(`${content.french} ${place.french}`, `${content.english} ${place.english}`);
  const negation = extent === 'some' ? undefined : extent === 'absent' ? 'pas' : 'plus';
  return {
    french: { subject: impersonal, verb: haveAs, pronoun: phrase('y', ''), tense, negation, complement },
    english: { subject: { ...content, english: 'there' }, verb: be, tense, complement },
  };
}

function sampleContent(sampler: Sampler, determiners: DeterminerWeights): [NounPhrase, Phrase] {
  switch (sampler.weighted({ inanimate: 3, animal: 2, person: 2, plant: 1 })) {
    case 'inanimate':
      return sampleInanimate(sampler, determiners);
    case 'animal':
      return sampleAnimal(sampler, determiners);
    case 'person':
      return [sampleNounPhrase(sampler, PERSON, determiners), sampleLocation(sampler, PUBLIC)];
    case 'plant':
      return [sampleNounPhrase(sampler, PLANT, determiners), sampleLocation(sampler, OUTDOORS)];
  }
}
