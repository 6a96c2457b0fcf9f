import type { Tense } from '../grammar/clause.ts';
import { frequencies, futureTimes, pastTimes, presentTimes } from '../lexicon/times.ts';
import type { Phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import type { Setting } from './setting.ts';

/** The setting of a state that passes, like being tired or at home: it has a time and may come back often. */
export function samplePassingSetting(sampler: Sampler, negation = 0.2): Setting {
  const tense = sampler.weighted({ present: 5, imperfect: 3, future: 2 });
  if (sampler.chance(negation)) {
    const word = tense === 'present' ? sampler.weighted({ pas: 5, jamais: 2, plus: 2 }) : 'pas';
    return { tense, negation: word };
  }
  if (tense === 'present' && sampler.chance(0.2)) return { tense, frequency: sampler.pick(frequencies) };
  return { tense, moment: sampler.chance(0.4) ? sampleTime(sampler, tense) : undefined };
}

/** The setting of a state that lasts, like being tall or blue. */
export function sampleLastingSetting(sampler: Sampler, negation = 0.2): Setting {
  const tense = sampler.weighted({ present: 5, imperfect: 1 });
  return { tense, negation: sampler.chance(negation) ? 'pas' : undefined };
}

function sampleTime(sampler: Sampler, tense: Tense): Phrase {
  switch (tense) {
    case 'imperfect':
      return sampler.pick(pastTimes[sampler.weighted({ day: 3, weekday: 1 })]);
    case 'future':
      return sampler.pick(futureTimes[sampler.weighted({ day: 3, weekday: 1 })]);
    default:
      return sampler.pick(presentTimes);
  }
}
