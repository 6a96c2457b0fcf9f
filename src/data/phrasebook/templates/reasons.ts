import { agreeAdjective } from '../french/adjective.ts';
import type { Tense } from '../grammar/clause.ts';
import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { statement } from '../grammar/readings.ts';
import { be, haveAs } from '../lexicon/copulas.ts';
import { type Reason, reasons } from '../lexicon/reasons.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { pronounFor, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

/** "Marie dort parce qu'elle est fatiguée.", "Il a couru parce qu'il était en retard." */
export const because: Template = (sampler) => {
  const { reason, effect, subject } = sampleReason(sampler);
  const past = sampler.chance(0.4);
  const consequence = statement({ subject, ...effect, tense: past ? 'compoundPast' : 'present' });
  const cause = feel(reason, pronounFor(subject), past ? 'imperfect' : 'present');
  return declare(joinPhrases(consequence, phrase('parce que', 'because'), cause));
};

/** "Quand j'ai faim, je mange un sandwich." */
export const whenever: Template = (sampler) => {
  const { reason, effect, subject } = sampleReason(sampler);
  const result = statement({ subject: pronounFor(subject), ...effect, tense: 'present', habitual: true });
  return declare(subordinateFirst(phrase('quand', 'when'), feel(reason, subject, 'present'), result));
};

/** "Si tu es fatigué, tu dormiras." */
export const condition: Template = (sampler) => {
  const { reason, effect, subject } = sampleReason(sampler);
  const result = statement({ subject: pronounFor(subject), ...effect, tense: 'future' });
  return declare(subordinateFirst(phrase('si', 'if'), feel(reason, subject, 'present'), result));
};

function sampleReason(sampler: Sampler) {
  const reason = sampler.pick(reasons);
  return { reason, effect: sampler.pick(reason.effects), subject: samplePeople(sampler) };
}

function feel({ copula, feeling }: Reason, subject: NounPhrase, tense: Tense): Phrase {
  const verb = copula === 'avoir' ? haveAs : be;
  const agreed = copula === 'avoir' ? feeling.french : agreeFeeling(feeling.french, subject);
  return statement({ subject, verb, tense, complement: phrase(agreed, feeling.english) });
}

/** "fatiguée" agrees, "en retard" does not. */
function agreeFeeling(french: string, { agreement }: NounPhrase): string {
  return french.includes(' ') ? french : agreeAdjective(french, agreement);
}

function subordinateFirst(conjunction: Phrase, first: Phrase, second: Phrase): Phrase {
  const { french, english } = joinPhrases(conjunction, first);
  return phrase(`${french}, ${second.french}`, `${english}, ${second.english}`);
}
