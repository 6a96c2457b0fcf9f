import { type NounPhrase, nounPhrase } from '../grammar/nounPhrase.ts';
import { statement } from '../grammar/readings.ts';
import { be } from '../lexicon/copulas.ts';
import { adjectivesFor } from '../lexicon/fittingAdjectives.ts';
import type { NounKind } from '../lexicon/noun.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { sampleActionIn } from './actions.ts';
import { predicate } from './descriptions.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { selectable } from './objectQuestions.ts';
import { sampleSituation } from './statements.ts';
import { samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const PERSON: readonly NounKind[] = ['person'];
const OPTIONS = { tenses: ['present', 'compoundPast'], negation: 0, moment: 0, noManner: true } as const;

const describable = selectable
  .filter(({ transitive }) => OPTIONS.tenses.some((tense) => transitive.verb.tenses[tense]))
  .map(({ transitive, things }) => ({
    transitive,
    things: things.filter((noun) => adjectivesFor(noun).length > 0),
  }));

/** "La pomme que j'ai mangée était bonne." */
export const objectRelative: Template = (sampler) => {
  const { transitive, things } = sampler.pick(describable);
  const noun = sampler.pick(things);
  const head = nounPhrase({
    noun,
    plural: !transitive.single && sampler.chance(0.25),
    determiner: 'definite',
  });
  const action = {
    verb: transitive.verb,
    complete: () => ({ pronoun: { french: '', english: '', direct: head.agreement } }),
  };
  const { clause } = sampleSituation(sampler, action, samplePeople(sampler), OPTIONS);
  const { french, english } = statement(clause);
  return describe(sampler, {
    ...head,
    french: `${head.french} que ${french}`,
    english: `${head.english} that ${english}`,
  });
};

/** "L'homme qui lit le journal est vieux." */
export const subjectRelative: Template = (sampler) => {
  const head = sampleNounPhrase(sampler, PERSON, { definite: 1 }, { adjectives: 0 });
  const subject = { ...head, french: `${head.french} qui`, english: `${head.english} who` };
  const { clause } = sampleSituation(sampler, sampleActionIn(sampler, OPTIONS.tenses), subject, OPTIONS);
  return describe(sampler, { ...head, ...statement(clause) });
};

function describe(sampler: Sampler, subject: NounPhrase) {
  const adjective = sampler.pick(adjectivesFor(subject.noun!));
  return declare(
    statement({ subject, verb: be, tense: 'present', complement: predicate(adjective, subject) }),
  );
}
