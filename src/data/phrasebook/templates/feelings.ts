import { be, circumstances, haveAs, sensations } from '../lexicon/copulas.ts';
import { joinPhrases, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { samplePassingSetting } from './conditions.ts';
import { askSituation } from './questions.ts';
import { declareSituation, type Situation } from './statements.ts';
import { sampleAsked, samplePeople } from './subjects.ts';
import type { Template } from './template.ts';

/** "J'ai très faim.", "Elle n'est jamais en retard." */
export const feeling: Template = (sampler) => declare(declareSituation(sampler, sampleFeeling(sampler, 0.2)));

/** "As-tu froid ?" */
export const feelingQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleFeeling(sampler, 0, sampleAsked));

/** "Pourquoi êtes-vous en colère ?" */
export const whyFeeling: Template = (sampler) =>
  askSituation(sampler, phrase('pourquoi', 'why'), sampleFeeling(sampler, 0.2, sampleAsked));

export function sampleFeeling(sampler: Sampler, negation: number, samplePerson = samplePeople): Situation {
  const { moment, ...setting } = samplePassingSetting(sampler, negation);
  const subject = samplePerson(sampler);
  if (sampler.chance(0.3)) {
    return { clause: { subject, verb: be, ...setting, complement: sampler.pick(circumstances) }, moment };
  }
  const { name, gradable } = sampler.pick(sensations);
  const very = gradable && !setting.negation && !setting.frequency && sampler.chance(0.25);
  const complement = joinPhrases(very ? phrase('très', 'very') : undefined, name);
  return { clause: { subject, verb: haveAs, ...setting, complement }, moment: gradable ? moment : undefined };
}
