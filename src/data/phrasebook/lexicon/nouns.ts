import { animals } from './animals.ts';
import { buildings } from './buildings.ts';
import { meals } from './meals.ts';
import type { Noun, NounKind } from './noun.ts';
import { people } from './people.ts';
import { things } from './things.ts';

export const nouns: readonly Noun[] = [...people, ...animals, ...meals, ...things, ...buildings];

const byKinds = new Map<readonly NounKind[], readonly Noun[]>();

/** The nouns of any of these kinds; the answer for one list of kinds is worked out once. */
export function nounsOf(kinds: readonly NounKind[]): readonly Noun[] {
  const known = byKinds.get(kinds);
  if (known) return known;
  const found = nouns.filter((noun) => noun.kinds.some((kind) => kinds.includes(kind)));
  byKinds.set(kinds, found);
  return found;
}
