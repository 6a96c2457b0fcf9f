import type { Adjective } from './adjective.ts';
import { adjectives } from './adjectives.ts';
import type { Noun } from './noun.ts';

const people = adjectives.filter(({ kinds }) => kinds.includes('person'));
const peopleByGender = {
  m: people.filter(({ gender }) => gender !== 'f'),
  f: people.filter(({ gender }) => gender !== 'm'),
};

/** The adjectives for whom a name or a pronoun stands for. */
export function adjectivesForPeople(feminine: boolean): readonly Adjective[] {
  return peopleByGender[feminine ? 'f' : 'm'];
}

const byNoun = new Map<Noun, readonly Adjective[]>();

/** The adjectives that make sense of a noun, one for each French word. */
export function adjectivesFor(noun: Noun): readonly Adjective[] {
  const known = byNoun.get(noun);
  if (known) return known;
  const gender = noun.feminine ? 'f' : 'm';
  const fitting = adjectives.filter(
    (adjective) =>
      noun.kinds.some((kind) => adjective.kinds.includes(kind)) &&
      (adjective.gender === undefined || adjective.gender === gender) &&
      !adjective.notOf?.includes(noun.french),
  );
  const words = new Set<string>();
  const found = fitting.filter(({ french }) => !words.has(french) && words.add(french));
  byNoun.set(noun, found);
  return found;
}
