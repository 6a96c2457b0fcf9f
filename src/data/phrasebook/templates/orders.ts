import type { Clause } from '../grammar/clause.ts';
import { order } from '../grammar/readings.ts';
import { subjectPronouns } from '../lexicon/pronouns.ts';
import { futureTimes } from '../lexicon/times.ts';
import { phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare, exclaim } from '../sentence.ts';
import { type Action, sampleAction } from './actions.ts';
import type { Template } from './template.ts';

const YOU = subjectPronouns.filter(({ french }) => french === 'tu' || french === 'vous');
const US = subjectPronouns.filter(({ french }) => french === 'nous');

/** "Ouvre la fenêtre !", "Ne mangez pas ce gâteau !" */
export const orderTemplate: Template = (sampler) => {
  const clause = orderClause(sampler, sampler.pick(YOU));
  return exclaim(order(clause, sampler.chance(0.2) ? sampler.pick(futureTimes.day) : undefined));
};

/** "Donne-moi le stylo, s'il te plaît." */
export const politeRequest: Template = (sampler) => {
  const subject = sampler.pick(YOU);
  const { french, english } = order(orderClause(sampler, subject));
  const please = subject.agreement.person === 1 ? "s'il te plaît" : "s'il vous plaît";
  return declare(phrase(`${french}, ${please}`, `${english}, please`));
};

/** "Allons à la plage !" */
export const proposal: Template = (sampler) => {
  const clause = orderClause(sampler, sampler.pick(US));
  return isToYou(clause) ? proposal(sampler) : exclaim(order(clause));
};

/** "Dansons avec toi" proposes to you what you would do with yourself. */
function isToYou({ pronoun, complement }: Clause): boolean {
  return pronoun !== undefined || / (toi|vous)$/.test(complement?.french ?? '');
}

/** Only what is under way can be ordered. */
function orderClause(sampler: Sampler, subject: Clause['subject']): Clause {
  const { verb, complete } = sampleActivity(sampler);
  const features = { tense: 'present', negation: sampler.chance(0.25) ? 'pas' : undefined } as const;
  return { subject, verb, ...features, ...complete(sampler, { ...features, subject, noManner: true }) };
}

export function sampleActivity(sampler: Sampler): Action {
  const action = sampleAction(sampler);
  return action.verb.aspect === 'activity' ? action : sampleActivity(sampler);
}
