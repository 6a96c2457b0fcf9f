import type { NounKind } from './noun.ts';

export interface Adjective {
  readonly french: string;
  readonly english: string;
  readonly kinds: readonly NounKind[];
  /** Beauty, age, goodness and size stand before the French noun; the rest comes after it. */
  readonly before: boolean;
  /** Said of a noun but not put beside it: "he is ready", not "a ready man". */
  readonly predicateOnly: boolean;
  /** Said of a state that passes: "today" or "often" may go with it. */
  readonly passing: boolean;
  /** Restricts one English word to one gender: "beau" is "handsome" of men. */
  readonly gender?: 'm' | 'f';
  /** French nouns with which it means something else: "une vieille fille" is a spinster. */
  readonly notOf?: readonly string[];
  /** "more tired than": colours and nationalities know no more or less. */
  readonly gradable: boolean;
}

type Entry = readonly [french: string, english: string, traits?: Partial<Adjective>];

export function defineAdjectives(
  kinds: readonly NounKind[],
  common: Partial<Adjective>,
  entries: readonly Entry[],
): Adjective[] {
  return entries.map(([french, english, traits]) => ({
    french,
    english,
    kinds,
    before: false,
    predicateOnly: false,
    passing: false,
    gradable: true,
    ...common,
    ...traits,
  }));
}
