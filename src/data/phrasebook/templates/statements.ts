import type { Clause, Tense } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { openedStatement, statement } from '../grammar/readings.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { type Action, type ActionContext, sampleAction, sampleActionIn } from './actions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { type SettingOptions, sampleSetting } from './setting.ts';
import { samplePeople, sampleThirdPerson } from './subjects.ts';
import type { Template } from './template.ts';

/** A clause, and the time that goes with it. */
export interface Situation {
  readonly clause: Clause;
  readonly moment?: Phrase;
}

/** Somebody does something at some time. */
export function sampleSituation(
  sampler: Sampler,
  action: Action,
  subject: NounPhrase,
  { noManner, noPlace, ...options }: SettingOptions & Pick<ActionContext, 'noManner' | 'noPlace'> = {},
): Situation {
  const setting = sampleSetting(sampler, action.verb, options);
  const { moment, ...features } = setting;
  const completion = action.complete(sampler, { ...setting, subject, noManner, noPlace });
  return { clause: { subject, verb: action.verb, ...features, ...completion }, moment };
}

/** The time comes last, now and then first. */
export function declareSituation(sampler: Sampler, { clause, moment }: Situation): Phrase {
  return moment && sampler.chance(0.25) ? openedStatement(clause, moment) : statement(clause, moment);
}

/** "Ma sœur n'a pas lu ce livre hier." */
export const actionStatement: Template = (sampler) =>
  declare(declareSituation(sampler, sampleSituation(sampler, sampleAction(sampler), samplePeople(sampler))));

/** "Je lis un livre et elle regarde un film." */
export const coordination: Template = (sampler) => {
  const tenses = [sampler.pick<Tense>(['present', 'compoundPast', 'future'])];
  const half = (subject: NounPhrase) => {
    const action = sampleActionIn(sampler, tenses);
    return statement(sampleSituation(sampler, action, subject, { tenses, moment: 0 }).clause);
  };
  return declare(
    joinPhrases(half(samplePeople(sampler)), phrase('et', 'and'), half(sampleThirdPerson(sampler))),
  );
};

const PERSON: readonly NounKind[] = ['person'];
const EPISODE = {
  tenses: ['present', 'compoundPast', 'imperfect'],
  negation: 0,
  moment: 0,
  noManner: true,
} as const;

/** "Deux enfants jouent dans le parc.": someone not met before does something there and then. */
export const stranger: Template = (sampler) => {
  const subject = sampleNounPhrase(sampler, PERSON, { indefinite: 3, numeral: 1 });
  const action = sampleActionIn(sampler, EPISODE.tenses);
  return action.verb.aspect === 'state'
    ? stranger(sampler)
    : declare(statement(sampleSituation(sampler, action, subject, EPISODE).clause));
};
