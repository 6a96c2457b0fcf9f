import { intransitives } from '../lexicon/intransitives.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { background, everyday } from '../lexicon/verb.ts';
import { declare } from '../sentence.ts';
import { type Action, intransitiveAction, transitiveAction } from './actions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { askSituation } from './questions.ts';
import { declareSituation, sampleSituation } from './statements.ts';
import { KNOWN } from './subjects.ts';
import type { Template } from './template.ts';

const ANIMAL: readonly NounKind[] = ['animal'];
const HABITATS = ['outdoors'] as const;

/** What cats and dogs do as people do, but without company. */
const ACTIONS: readonly Action[] = [
  ...['dormir', 'jouer'].map((french) =>
    intransitiveAction({
      ...intransitives.find(({ verb }) => verb.french === french)!,
      places: HABITATS,
      company: false,
    }),
  ),
  transitiveAction({
    verb: everyday('manger', 'eat', background),
    objects: ['fodder'],
    style: 'any',
    places: HABITATS,
  }),
  transitiveAction({
    verb: everyday('boire', 'drink', background),
    objects: ['lapped'],
    style: 'any',
    places: HABITATS,
  }),
];

/** "Le chien boit son lait dans le jardin." */
export const animalStatement: Template = (sampler) => {
  const subject = sampleNounPhrase(sampler, ANIMAL, KNOWN);
  return declare(declareSituation(sampler, sampleSituation(sampler, sampler.pick(ACTIONS), subject)));
};

/** "Est-ce que ton chat dort ?" */
export const animalQuestion: Template = (sampler) => {
  const subject = sampleNounPhrase(sampler, ANIMAL, KNOWN);
  return askSituation(
    sampler,
    undefined,
    sampleSituation(sampler, sampler.pick(ACTIONS), subject, { negation: 0 }),
  );
};
