import type { NounPhrase } from '../grammar/nounPhrase.ts';
import { invertedQuestion, statement } from '../grammar/readings.ts';
import { arrive, leave } from '../lexicon/movementVerbs.ts';
import type { NounKind } from '../lexicon/noun.ts';
import { futureTimes, pastTimes } from '../lexicon/times.ts';
import { type Verb, verb } from '../lexicon/verb.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { ask, declare } from '../sentence.ts';
import { sampleNounPhrase } from './nounPhrases.ts';
import type { Template } from './template.ts';

const EVENT: readonly NounKind[] = ['event'];
const TRANSPORT: readonly NounKind[] = ['transport'];
const EVENT_VERBS: readonly Verb[] = [verb('commencer', 'start'), verb('finir', 'end')];
const TRANSPORT_VERBS: readonly Verb[] = [leave, arrive];
const TENSES = { present: 3, compoundPast: 2, future: 2 } as const;

/** "Le concert commence à huit heures.", "L'avion partira demain à midi." */
export const schedule: Template = (sampler) => {
  const { subject, verb } = sampleAppointment(sampler);
  const tense = sampler.weighted(TENSES);
  return declare(statement({ subject, verb, tense, habitual: true }, sampleAppointedTime(sampler, tense)));
};

/** "À quelle heure part le train ?" */
export const scheduleQuestion: Template = (sampler) => {
  const clause = {
    ...sampleAppointment(sampler),
    tense: sampler.weighted({ present: 3, future: 1 }),
    habitual: true,
  };
  return ask(invertedQuestion(clause, phrase('à quelle heure', 'at what time')));
};

function sampleAppointment(sampler: Sampler): { subject: NounPhrase; verb: Verb } {
  const [kinds, verbs] = sampler.chance(0.5) ? [EVENT, EVENT_VERBS] : [TRANSPORT, TRANSPORT_VERBS];
  const subject = sampleNounPhrase(
    sampler,
    kinds,
    { definite: 3, demonstrative: 1 },
    { single: true, adjectives: 0.1 },
  );
  return { subject, verb: sampler.pick(verbs) };
}

/** The hour, and in the past and the future perhaps the day before it. */
function sampleAppointedTime(sampler: Sampler, tense: keyof typeof TENSES): Phrase {
  const hour = sampler.pick(pastTimes.hour);
  if (tense === 'present') return hour;
  const { day, weekday } = tense === 'future' ? futureTimes : pastTimes;
  return joinPhrases(
    sampler.chance(0.6) ? sampler.pick(sampler.chance(0.5) ? [day[0]] : weekday) : undefined,
    hour,
  );
}
