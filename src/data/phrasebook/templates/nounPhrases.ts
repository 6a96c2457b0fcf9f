import type { Agreement } from '../agreement.ts';
import { type Determiner, type NounPhrase, nounPhrase } from '../grammar/nounPhrase.ts';
import type { Adjective } from '../lexicon/adjective.ts';
import { adjectivesFor } from '../lexicon/fittingAdjectives.ts';
import { names } from '../lexicon/names.ts';
import type { Noun, NounKind } from '../lexicon/noun.ts';
import { nounsOf } from '../lexicon/nouns.ts';
import { smallNumbers } from '../lexicon/numbers.ts';
import { subjectPronouns, who } from '../lexicon/pronouns.ts';
import type { Sampler } from '../sampler.ts';

/** The determiners of the grammar, with owner and count still to be chosen. */
type DeterminerName = 'possessive' | 'genitive' | 'numeral' | Extract<Determiner, string>;
export type DeterminerWeights = Partial<Record<DeterminerName, number>>;

/** What the sentence around a noun phrase asks of it. */
export interface Surroundings {
  /** Who acts: things spoken of are likely to be theirs. */
  readonly subject?: NounPhrase;
  readonly negated?: boolean;
  readonly habitual?: boolean;
  /** One at a time. */
  readonly single?: boolean;
  /** How likely an adjective is. */
  readonly adjectives?: number;
}

const OWNERS = [0, 1, 3, 4, 5].map(
  (person) => subjectPronouns.find(({ agreement }) => agreement.person === person)!.agreement,
);

/** A noun phrase with a noun of one of these kinds. */
export function sampleNounPhrase(
  sampler: Sampler,
  kinds: readonly NounKind[],
  weights: DeterminerWeights,
  surroundings: Surroundings = {},
): NounPhrase {
  const noun = sampleNoun(sampler, kinds, surroundings.subject);
  const name = sampler.weighted(fittingDeterminers(noun, weights, surroundings));
  return nounPhrase({
    noun,
    plural: samplePlural(sampler, noun, name, surroundings),
    determiner: sampleDeterminer(sampler, noun, name, surroundings),
    adjective: sampleAdjective(sampler, noun, surroundings.adjectives ?? 0.22),
    habitual: surroundings.habitual,
  });
}

/** A noun other than the subject's: men do not wait for the man. */
function sampleNoun(sampler: Sampler, kinds: readonly NounKind[], subject?: NounPhrase): Noun {
  const noun = sampler.pick(nounsOf(kinds));
  return noun === subject?.noun ? sampleNoun(sampler, kinds, subject) : noun;
}

/** A first name other than the subject's. */
export function sampleName(sampler: Sampler, subject?: NounPhrase): NounPhrase {
  return sampler.pick(names.filter(({ french }) => !subject?.french.includes(french)));
}

function fittingDeterminers(
  noun: Noun,
  weights: DeterminerWeights,
  { negated, single }: Surroundings,
): DeterminerWeights {
  const relative = noun.owned === 'always' || noun.owned === 'byOne';
  if (relative && weights.possessive) {
    return { possessive: 5, genitive: noun.owned === 'always' ? weights.genitive : 0 };
  }
  const { possessive, genitive, numeral, ...others } = weights;
  const ownable = noun.owned !== 'never';
  const countable = !noun.mass && noun.number === 'both' && !negated && !single;
  return {
    ...others,
    possessive: ownable ? possessive : 0,
    genitive: ownable ? genitive : 0,
    numeral: countable ? numeral : 0,
  };
}

function samplePlural(
  sampler: Sampler,
  noun: Noun,
  name: DeterminerName,
  { negated, single }: Surroundings,
): boolean {
  if (name === 'numeral' || noun.number === 'plural') return true;
  if (noun.number === 'singular' || single) return false;
  if (name === 'generic' || name === 'exhausted') return true;
  const hidden = noun.french === noun.frenchPlural && (negated || name === 'absent');
  return !hidden && sampler.chance(0.35);
}

function sampleDeterminer(
  sampler: Sampler,
  noun: Noun,
  name: DeterminerName,
  { subject, negated }: Surroundings,
): Determiner {
  if (name === 'possessive') return { owner: sampleOwner(sampler, noun, subject) };
  if (name === 'genitive') return { of: sampleName(sampler, subject) };
  if (name === 'numeral') return { count: sampler.pick(smallNumbers) };
  return name === 'indefinite' && negated ? 'negated' : name;
}

/**
 * "son" may be his or her, so the third person owns only what it acts on itself: "elle lit son livre" is about her book.
 * "tu" and "vous" are not mixed in one sentence.
 */
function sampleOwner(sampler: Sampler, noun: Noun, subject?: NounPhrase): Agreement {
  const mayOwn = ({ person }: Agreement) => noun.owned !== 'byOne' || (person !== 3 && person !== 5);
  const actor = subject === who ? undefined : subject?.agreement;
  if (actor && mayOwn(actor) && sampler.chance(0.65)) return actor;
  return sampler.pick(OWNERS.filter((owner) => mayOwn(owner) && !mixesForms(owner, actor)));
}

function mixesForms(owner: Agreement, actor?: Agreement): boolean {
  return (owner.person === 1 && actor?.person === 4) || (owner.person === 4 && actor?.person === 1);
}

/** Relatives take none: "petite sœur" and "grand-père" are words of their own. */
function sampleAdjective(sampler: Sampler, noun: Noun, probability: number): Adjective | undefined {
  if (noun.kinds.includes('kin') || !sampler.chance(probability)) return undefined;
  const fitting = adjectivesFor(noun).filter(({ predicateOnly }) => !predicateOnly);
  return fitting.length > 0 ? sampler.pick(fitting) : undefined;
}
