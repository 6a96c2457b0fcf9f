import { statement } from '../grammar/readings.ts';
import { be } from '../lexicon/copulas.ts';
import { clockNumbers } from '../lexicon/numbers.ts';
import { regions } from '../lexicon/places.ts';
import { impersonal } from '../lexicon/pronouns.ts';
import { weathers } from '../lexicon/weather.ts';
import { joinPhrases, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { declare } from '../sentence.ts';
import { samplePassingSetting } from './conditions.ts';
import { askSituation } from './questions.ts';
import { sampleSetting } from './setting.ts';
import { declareSituation, type Situation } from './statements.ts';
import type { Template } from './template.ts';

/** "Il pleut souvent à Londres.", "Demain, il fera beau." */
export const weather: Template = (sampler) => declare(declareSituation(sampler, sampleWeather(sampler, 0.2)));

/** "Est-ce qu'il va neiger demain ?" */
export const weatherQuestion: Template = (sampler) =>
  askSituation(sampler, undefined, sampleWeather(sampler, 0));

export function sampleWeather(sampler: Sampler, negation: number): Situation {
  const { verb, complement } = sampler.pick(weathers);
  const setting =
    verb.aspect === 'state'
      ? samplePassingSetting(sampler, negation)
      : sampleSetting(sampler, verb, { negation, moment: 0.6 });
  const { moment, ...features } = setting;
  const place = sampler.chance(0.5) ? sampler.pick(regions).location : undefined;
  const clause = {
    subject: impersonal,
    verb,
    ...features,
    complement: joinPhrases(complement, place),
  };
  return { clause, moment };
}

const PARTS_OF_DAY = [phrase('de le matin', 'in the morning'), undefined];
const HOURS = [
  { french: 'une heure', english: 'one' },
  ...clockNumbers.slice(0, -1).map(({ french, english }) => phrase(`${french} heures`, english)),
];

/** "Il est six heures et demie." */
export const clock: Template = (sampler) => {
  const { french, english } = sampler.pick(HOURS);
  switch (sampler.weighted({ sharp: 3, quarter: 1, half: 1, toQuarter: 1 })) {
    case 'quarter':
      return tellTime(`${french} et quart`, `a quarter past ${english}`);
    case 'half':
      return tellTime(`${french} et demie`, `half past ${english}`);
    case 'toQuarter':
      return tellTime(`${french} moins le quart`, `a quarter to ${english}`);
    case 'sharp': {
      const time = joinPhrases(phrase(french, `${english} o'clock`), sampler.pick(PARTS_OF_DAY));
      return tellTime(time.french, time.english);
    }
  }
};

function tellTime(french: string, english: string) {
  return declare(
    statement({ subject: impersonal, verb: be, tense: 'present', complement: phrase(french, english) }),
  );
}
