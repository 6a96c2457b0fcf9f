import { invertedQuestion, question, statement } from '../grammar/readings.ts';
import { subjectPronouns, who } from '../lexicon/pronouns.ts';
import { type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask } from '../sentence.ts';
import { sampleAction, sampleActionIn, sampleLocatedAction } from './actions.ts';
import { type Situation, sampleSituation } from './statements.ts';
import { sampleAsked } from './subjects.ts';
import type { Template } from './template.ts';

/** French forbids "mange-je". */
const INVERTIBLE = subjectPronouns.filter(({ agreement }) => agreement.person !== 0);

/** With "est-ce que", or with the pronoun after the verb where the subject is one. */
export function askSituation(sampler: Sampler, word: Phrase | undefined, { clause, moment }: Situation) {
  const inverted = INVERTIBLE.includes(clause.subject) && sampler.chance(0.5);
  return ask((inverted ? invertedQuestion : question)(clause, word, moment));
}

/** "Est-ce que tu as lu ce livre ?", "As-tu lu ce livre ?" */
export const yesNoQuestion: Template = (sampler) =>
  askSituation(
    sampler,
    undefined,
    sampleSituation(sampler, sampleAction(sampler), sampleAsked(sampler), { negation: 0 }),
  );

/** "Pourquoi est-ce que Marie ne dort pas ?" */
export const whyQuestion: Template = (sampler) =>
  askSituation(
    sampler,
    phrase('pourquoi', 'why'),
    sampleSituation(sampler, sampleAction(sampler), sampleAsked(sampler), { negation: 0.4, moment: 0.2 }),
  );

const WHEN = phrase('quand', 'when');
const AT_WHAT_TIME = phrase('à quelle heure', 'at what time');

/** "Quand partiras-tu ?" */
export const whenQuestion: Template = (sampler) => {
  const tenses = ['compoundPast', 'future', 'nearFuture'] as const;
  const action = sampleActionIn(sampler, tenses);
  const word = action.verb.everyday && sampler.chance(0.5) ? AT_WHAT_TIME : WHEN;
  const options = { tenses, negation: 0, moment: 0, noManner: true };
  return askSituation(sampler, word, sampleSituation(sampler, action, sampleAsked(sampler), options));
};

/** "Qui a mangé le gâteau ?" */
export const whoQuestion: Template = (sampler) => {
  const { clause, moment } = sampleSituation(sampler, sampleAction(sampler), who, { negation: 0.1 });
  return ask(statement(clause, moment));
};

/** "Où est-ce que ton frère travaille ?" */
export const whereQuestion: Template = (sampler) => {
  const action = sampleLocatedAction(sampler);
  const options = { negation: 0, moment: 0.2, noPlace: true, noManner: true };
  return askSituation(
    sampler,
    phrase('où', 'where'),
    sampleSituation(sampler, action, sampleAsked(sampler), options),
  );
};
