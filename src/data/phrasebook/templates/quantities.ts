import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { invertedQuestion, statement } from '../grammar/readings.ts';
import { cost, haveAs } from '../lexicon/copulas.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { numbers, tens } from '../lexicon/numbers.ts';
import { joinPhrases, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import { KNOWN, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

const GOODS: readonly NounKind[] = ['clothing', 'portable', 'furniture', 'vehicle', 'text'];
const TENSES = { present: 3, imperfect: 1 } as const;
const HOW_OLD = phrase('quel âge', 'how old');
const HOW_MUCH = phrase('combien', 'how much');

/** "Mon père a quarante ans.", "J'avais six ans.": those who are said to be something are grown up. */
export const age: Template = (sampler) => {
  const subject = samplePeople(sampler);
  const complement = joinPhrases(sampler.pick(subject.noun ? tens : numbers), phrase('ans', 'years old'));
  return declare(statement({ subject, verb: haveAs, tense: sampler.weighted(TENSES), complement }));
};

/** "Quel âge as-tu ?", "Quel âge a ta sœur ?" */
export const ageQuestion: Template = (sampler) => {
  const clause = { subject: samplePeople(sampler), verb: haveAs, tense: sampler.weighted(TENSES) };
  return ask(invertedQuestion(clause, HOW_OLD));
};

/** "Ce livre coûte dix euros." */
export const price: Template = (sampler) => {
  const complement = joinPhrases(sampler.pick(numbers), phrase('euros', 'euros'));
  return declare(
    statement({ subject: sampleGoods(sampler), verb: cost, tense: sampler.weighted(TENSES), complement }),
  );
};

/** "Combien coûte cette robe ?" */
export const priceQuestion: Template = (sampler) => {
  const clause = { subject: sampleGoods(sampler), verb: cost, tense: sampler.weighted(TENSES) };
  return ask(invertedQuestion(clause, HOW_MUCH));
};

function sampleGoods(sampler: Sampler): NounPhrase {
  return sampleNounPhrase(sampler, GOODS, { ...KNOWN, demonstrative: 6, possessive: 0 });
}
