import type { Clause, Tense } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { type Intransitive, intransitives, pastimes, reflexives } from '../lexicon/intransitives.ts';
import { go, live } from '../lexicon/movementVerbs.ts';
import type { PlaceUse } from '../lexicon/places.ts';
import { type Ditransitive, ditransitives, type Transitive, transitives } from '../lexicon/transitives.ts';
import type { Verb } from '../lexicon/verb.ts';
import { joinPhrases, type Phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { sampleMovement } from './movements.ts';
import { sampleObject, sampleObjectPronoun, sampleRecipient } from './objects.ts';
import { sampleCompany, sampleLocation } from './places.ts';
import type { Setting } from './setting.ts';

/** What an action must know of its sentence before its noun phrases are chosen. */
export interface ActionContext extends Setting {
  readonly subject: NounPhrase;
  /** No "well" or "a lot": orders and infinitives put them elsewhere. */
  readonly noManner?: boolean;
  /** Where it happens is what is asked. */
  readonly noPlace?: boolean;
}

/** What an action adds to its clause. */
export type Completion = Partial<Pick<Clause, 'complement' | 'pronoun' | 'manner' | 'habitual'>>;

/** What people do: a verb, and how the rest of its clause is chosen. */
export interface Action {
  readonly verb: Verb;
  readonly complete: (sampler: Sampler, context: ActionContext) => Completion;
}

/** An action whose verb takes at least one of these tenses. */
export function sampleActionIn(sampler: Sampler, tenses: readonly Tense[]): Action {
  let action = sampleAction(sampler);
  while (!tenses.some((tense) => action.verb.tenses[tense])) action = sampleAction(sampler);
  return action;
}

export function sampleAction(sampler: Sampler): Action {
  switch (
    sampler.weighted({ transitive: 11, giving: 2, intransitive: 3, pastime: 2, reflexive: 1, movement: 3 })
  ) {
    case 'transitive':
      return transitiveAction(sampler.pick(transitives));
    case 'giving':
      return givingAction(sampler.pick(ditransitives));
    case 'intransitive':
      return intransitiveAction(sampler.pick(intransitives));
    case 'pastime': {
      const { verb, complement } = sampler.pick(pastimes);
      return { verb, complete: () => ({ complement }) };
    }
    case 'reflexive':
      return { verb: sampler.pick(reflexives), complete: () => ({}) };
    case 'movement':
      return sampleMovement(sampler);
  }
}

const LOCATED: readonly Action[] = [
  ...transitives.filter(({ places }) => places).map(transitiveAction),
  ...intransitives.filter(({ places }) => places.length > 0).map(intransitiveAction),
  ...[go, go, live, live].map((verb) => ({ verb, complete: () => ({}) })),
];

/** An action whose place may be asked for: where somebody goes, lives, works or bought an apple. */
export function sampleLocatedAction(sampler: Sampler): Action {
  return sampler.pick(LOCATED);
}

/** Eat an apple, look for my keys in the garden, wait for us. */
export function transitiveAction(transitive: Transitive): Action {
  const { verb, objects, places = [] } = transitive;
  return {
    verb,
    complete: (sampler, context) => {
      const place = sampler.chance(0.15) ? placePhrase(sampler, places, context) : undefined;
      if (objects.includes('kin') && sampler.chance(0.25)) {
        return { pronoun: sampleObjectPronoun(sampler, context.subject), complement: place };
      }
      return { complement: joinPhrases(sampleObject(sampler, transitive, context), place) };
    },
  };
}

/** Give a book to Marie, show us the photos. */
function givingAction({ verb, objects }: Ditransitive): Action {
  return {
    verb,
    complete: (sampler, context) => {
      const object = sampleObject(sampler, { objects, style: 'any' }, context);
      if (sampler.chance(0.5)) {
        const { french, english } = sampleObjectPronoun(sampler, context.subject);
        return { pronoun: { french, english }, complement: object };
      }
      return { complement: joinPhrases(object, sampleRecipient(sampler, context.subject)) };
    },
  };
}

/** Sleep, sleep well, work at the library, sing with my sister. */
export function intransitiveAction({ verb, places, manners, company }: Intransitive): Action {
  return {
    verb,
    complete: (sampler, context) => {
      const { subject, noManner, moment, frequency } = context;
      const manner = noManner || moment || frequency ? 0 : 2;
      switch (sampler.weighted({ bare: 2, place: 4, manner, company: company ? 2 : 0 })) {
        case 'place':
          return { complement: placePhrase(sampler, places, context) };
        case 'manner':
          return { manner: sampler.pick(manners), habitual: true };
        case 'company':
          return { complement: sampleCompany(sampler, subject) };
        case 'bare':
          return {};
      }
    },
  };
}

function placePhrase(
  sampler: Sampler,
  uses: readonly PlaceUse[],
  context: ActionContext,
): Phrase | undefined {
  const { subject, noPlace } = context;
  return !noPlace && uses.length > 0 ? sampleLocation(sampler, uses, subject) : undefined;
}
