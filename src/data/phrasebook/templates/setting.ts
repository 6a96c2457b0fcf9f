import type { Negation, Tense } from '../grammar/clause.ts';
import {
  backgroundTimes,
  eras,
  frequencies,
  futureTimes,
  habits,
  pastTimes,
  presentTimes,
} from '../lexicon/times.ts';
import type { TenseWeights, Verb } from '../lexicon/verb.ts';
import type { Phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';

/** When and how a clause holds: what its verb and its noun phrases must know before they are chosen. */
export interface Setting {
  readonly tense: Tense;
  readonly negation?: Negation;
  readonly habitual?: boolean;
  readonly frequency?: Phrase;
  /** The time, which may end the sentence or open it. */
  readonly moment?: Phrase;
}

/** Chances of a negation and of a time, where zero leaves them out, and the tenses to choose from if not any. */
export interface SettingOptions {
  readonly negation?: number;
  readonly moment?: number;
  readonly tenses?: readonly Tense[];
}

/** A tense that suits the verb, and a negation or a time that suits the tense. */
export function sampleSetting(sampler: Sampler, verb: Verb, options: SettingOptions = {}): Setting {
  const { negation: negationChance = 0.2, moment: momentChance = 0.4 } = options;
  const tense = sampler.weighted(restrict(verb.tenses, options.tenses));
  const negation = sampler.chance(negationChance) ? sampleNegation(sampler, verb, tense) : undefined;
  const always = negation === 'jamais' || negation === 'plus';
  if (always || !sampler.chance(momentChance)) return { tense, negation };
  return { tense, negation, ...sampleMoment(sampler, verb, tense, negation) };
}

function restrict(weights: TenseWeights, tenses?: readonly Tense[]): TenseWeights {
  if (!tenses) return weights;
  return Object.fromEntries(tenses.filter((tense) => weights[tense]).map((tense) => [tense, weights[tense]]));
}

/** "never" and "no longer" are said of what goes on, "never" also of the past. */
function sampleNegation(sampler: Sampler, verb: Verb, tense: Tense): Negation {
  const lasting = tense === 'present' || tense === 'imperfect' || tense === 'future';
  if (verb.aspect === 'state') return tense === 'present' ? sampler.weighted({ pas: 4, plus: 1 }) : 'pas';
  if (lasting && verb.aspect === 'activity') return sampler.weighted({ pas: 7, jamais: 3, plus: 1 });
  return tense === 'compoundPast' ? sampler.weighted({ pas: 7, jamais: 2 }) : 'pas';
}

type Moment = Pick<Setting, 'habitual' | 'frequency' | 'moment'>;

function sampleMoment(sampler: Sampler, verb: Verb, tense: Tense, negation?: Negation): Moment {
  switch (tense) {
    case 'compoundPast':
      return { moment: sampler.pick(pastTimes[sampler.weighted(distances(verb))]) };
    case 'future':
    case 'nearFuture':
      return { moment: sampler.pick(futureTimes[sampler.weighted(distances(verb))]) };
    case 'present':
      return verb.aspect === 'activity' ? samplePresent(sampler, verb, negation) : {};
    case 'imperfect':
      if (verb.aspect === 'state') return { moment: sampler.pick(eras) };
      return negation || sampler.chance(0.6)
        ? { moment: sampler.pick(backgroundTimes) }
        : { habitual: true, frequency: sampler.pick(frequencies) };
    case 'conditional':
      return {};
  }
}

/** Now, as a rule, or so and so often. */
function samplePresent(sampler: Sampler, verb: Verb, negation?: Negation): Moment {
  switch (sampler.weighted({ now: 2, rule: 5, frequency: negation ? 0 : 5 })) {
    case 'now':
      return { moment: sampler.pick(presentTimes) };
    case 'rule':
      return { habitual: true, moment: sampleHabit(sampler, verb) };
    case 'frequency':
      return { habitual: true, frequency: sampler.pick(frequencies) };
  }
}

/** How far from now: what happens every day is not told of last year. */
function distances({
  everyday,
}: Verb): Partial<Record<keyof typeof pastTimes & keyof typeof futureTimes, number>> {
  return everyday ? { day: 6, weekday: 2, hour: 3 } : { day: 5, weekday: 2, span: 2, away: 2, hour: 1 };
}

/** Every day, in summer, at six o'clock: only what is done every day has its hour. */
function sampleHabit(sampler: Sampler, { everyday }: Verb): Phrase {
  return sampler.pick(habits[sampler.weighted({ daily: 5, season: 1, hour: everyday ? 2 : 0 })]);
}
