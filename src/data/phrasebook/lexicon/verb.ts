import type { Tense } from '../grammar/clause.ts';

/**
 * Activities are under way ("is eating"), states hold ("likes"), events are over as soon as they happen ("found"). It
 * decides which English form a French tense takes, and which tenses make sense.
 */
export type Aspect = 'activity' | 'state' | 'event';

export type TenseWeights = Partial<Record<Tense, number>>;

export interface Verb {
  /** The infinitive, without "se". */
  readonly french: string;
  /** The base form; only its first word is inflected. */
  readonly english: string;
  readonly aspect: Aspect;
  readonly reflexive?: boolean;
  /** Done so often that nobody says in which year. */
  readonly everyday?: boolean;
  /** How often each tense is used. */
  readonly tenses: TenseWeights;
}

const TENSES: Record<Aspect, TenseWeights> = {
  activity: { present: 6, compoundPast: 6, future: 4, nearFuture: 3 },
  state: { present: 3, imperfect: 2 },
  event: { compoundPast: 3, future: 2, nearFuture: 2 },
};

type Traits = Partial<Pick<Verb, 'tenses' | 'reflexive' | 'everyday'>>;

export function verb(
  french: string,
  english: string,
  aspect: Aspect = 'activity',
  traits: Traits = {},
): Verb {
  return { french, english, aspect, tenses: TENSES[aspect], ...traits };
}

/** The tenses of what also serves as a background: "she was sleeping". */
export const background = { tenses: { ...TENSES.activity, imperfect: 4 } };

export function everyday(french: string, english: string, traits: Traits = {}): Verb {
  return verb(french, english, 'activity', { everyday: true, ...traits });
}
