import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { infinitive, statement } from '../grammar/readings.ts';
import { type Modal, modals } from '../lexicon/modalVerbs.ts';
import { joinPhrases, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import type { Action } from './actions.ts';
import { sampleActivity } from './orders.ts';
import { askSituation } from './questions.ts';
import type { SettingOptions } from './setting.ts';
import { type Situation, sampleSituation } from './statements.ts';
import { sampleAsked, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

/** "Je voudrais acheter un chapeau." */
export const modalStatement: Template = (sampler) => {
  const { clause, moment } = sampleModal(sampler, samplePeople(sampler), { negation: 0.25, moment: 0.2 });
  return declare(statement(clause, moment));
};

/** "Peux-tu m'aider ?" */
export const modalQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleModal(sampler, sampleAsked(sampler), { negation: 0, moment: 0 }));

function sampleModal(sampler: Sampler, subject: NounPhrase, options: SettingOptions): Situation {
  return sampleSituation(sampler, modalAction(sampler.pick(modals)), subject, options);
}

/** A verb whose complement is another verb with all that goes with it. */
function modalAction({ verb, link, to, habitual = false }: Modal): Action {
  return {
    verb,
    complete: (sampler, context) => {
      const inner = sampleActivity(sampler);
      const completion = inner.complete(sampler, { ...context, habitual, noManner: true });
      const clause = { subject: context.subject, verb: inner.verb, tense: 'present', ...completion } as const;
      return { complement: joinPhrases(phrase(link, ''), infinitive(clause, to)) };
    },
  };
}
