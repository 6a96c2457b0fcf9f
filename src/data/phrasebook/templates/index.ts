import type { SentencePair } from '../../sentencePair.ts';
import type { Sampler } from '../sampler.ts';
import { animalQuestion, animalStatement } from './animals.ts';
import { comparison } from './comparisons.ts';
import { description, descriptionQuestion, whyDescription } from './descriptions.ts';
import { existence, existenceQuestion } from './existence.ts';
import { feeling, feelingQuestion, whyFeeling } from './feelings.ts';
import { greeting } from './greetings.ts';
import { presentation, presentationQuestion, profession, professionQuestion, showing } from './identities.ts';
import { clock, weather, weatherQuestion } from './impersonals.ts';
import { location, locationQuestion, whereIs } from './locations.ts';
import { modalQuestion, modalStatement } from './modals.ts';
import { nameQuestion, naming } from './naming.ts';
import { howManyQuestion, whatQuestion, whichQuestion, whomQuestion } from './objectQuestions.ts';
import { orderTemplate, politeRequest, proposal } from './orders.ts';
import { age, ageQuestion, price, priceQuestion } from './quantities.ts';
import { whenQuestion, whereQuestion, whoQuestion, whyQuestion, yesNoQuestion } from './questions.ts';
import { because, condition, whenever } from './reasons.ts';
import { objectRelative, subjectRelative } from './relativeClauses.ts';
import { schedule, scheduleQuestion } from './schedules.ts';
import { actionStatement, coordination, stranger } from './statements.ts';
import type { Template } from './template.ts';

/** Every way to make a sentence, and how often it is used. */
export const templates: readonly (readonly [Template, weight: number])[] = [
  [actionStatement, 26],
  [stranger, 3],
  [coordination, 1],
  [animalStatement, 4],
  [animalQuestion, 1],
  [yesNoQuestion, 7],
  [whyQuestion, 2],
  [whenQuestion, 2],
  [whereQuestion, 2],
  [whoQuestion, 2],
  [whatQuestion, 1.5],
  [whomQuestion, 1],
  [whichQuestion, 1.5],
  [howManyQuestion, 1],
  [orderTemplate, 3],
  [politeRequest, 1],
  [proposal, 1],
  [modalStatement, 4],
  [modalQuestion, 2],
  [description, 7],
  [descriptionQuestion, 2],
  [whyDescription, 0.5],
  [comparison, 3],
  [location, 4],
  [locationQuestion, 1],
  [whereIs, 1.5],
  [existence, 3],
  [existenceQuestion, 1],
  [presentation, 2.5],
  [presentationQuestion, 1],
  [showing, 1],
  [profession, 1],
  [professionQuestion, 0.3],
  [naming, 1],
  [nameQuestion, 0.3],
  [feeling, 2],
  [feelingQuestion, 0.6],
  [whyFeeling, 0.3],
  [age, 1.5],
  [ageQuestion, 0.5],
  [price, 1],
  [priceQuestion, 0.6],
  [objectRelative, 2.5],
  [subjectRelative, 2],
  [because, 1],
  [whenever, 0.7],
  [condition, 0.7],
  [weather, 1.2],
  [weatherQuestion, 0.4],
  [clock, 0.2],
  [greeting, 1.5],
  [schedule, 1],
  [scheduleQuestion, 0.3],
];

/** Each template as many times as ten times its weight, so that a single pick finds one. */
const deck = templates.flatMap(([template, weight]) =>
  Array<Template>(Math.round(weight * 10)).fill(template),
);

/** One sentence in both languages. */
export function sampleSentence(sampler: Sampler): SentencePair {
  return sampler.pick(deck)(sampler);
}
