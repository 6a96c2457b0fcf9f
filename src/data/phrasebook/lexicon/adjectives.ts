import type { Noun, NounKind } from './noun.ts';

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

function define(
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

const HUMAN: NounKind[] = ['person', 'kin'];
const OBJECTS: NounKind[] = ['clothing', 'portable', 'furniture', 'vehicle'];
const PLACES: NounKind[] = ['building', 'room'];
const READINGS: NounKind[] = ['text', 'show', 'song'];
const before = { before: true };
const predicateOnly = { predicateOnly: true };
const passing = { passing: true };

export const adjectives: readonly Adjective[] = [
  ...define(HUMAN, before, [
    ['grand', 'tall', predicateOnly],
    ['petit', 'short', predicateOnly],
    ['jeune', 'young'],
    ['vieux', 'old', { notOf: ['garçon', 'fille', 'enfant'] }],
    ['beau', 'handsome', { gender: 'm' }],
    ['beau', 'beautiful', { gender: 'f' }],
  ]),
  ...define(HUMAN, {}, [
    ['gentil', 'kind'],
    ['intelligent', 'smart'],
    ['drôle', 'funny'],
    ['riche', 'rich'],
    ['célèbre', 'famous'],
    ['fort', 'strong'],
    ['triste', 'sad', passing],
    ['heureux', 'happy', passing],
    ['malade', 'sick', passing],
    ['fatigué', 'tired', passing],
    ['sérieux', 'serious'],
    ['courageux', 'brave'],
    ['paresseux', 'lazy'],
    ['occupé', 'busy', { predicateOnly: true, passing: true }],
    ['prêt', 'ready', { predicateOnly: true, passing: true, gradable: false }],
    ['seul', 'alone', { predicateOnly: true, passing: true, gradable: false }],
  ]),
  ...define(HUMAN, { gradable: false }, [
    ['français', 'French'],
    ['anglais', 'English'],
    ['italien', 'Italian'],
    ['américain', 'American'],
  ]),
  ...define(['animal'], before, [
    ['grand', 'big'],
    ['petit', 'small'],
    ['gros', 'fat'],
    ['jeune', 'young'],
    ['vieux', 'old'],
    ['beau', 'beautiful'],
  ]),
  ...define(['animal'], {}, [
    ['intelligent', 'smart'],
    ['malade', 'sick', passing],
    ['fatigué', 'tired', passing],
    ['rapide', 'fast'],
    ['dangereux', 'dangerous'],
  ]),
  ...define(['animal', 'clothing', 'vehicle', 'portable'], { gradable: false }, [
    ['noir', 'black'],
    ['blanc', 'white'],
    ['gris', 'gray'],
    ['marron', 'brown'],
  ]),
  ...define(['clothing', 'vehicle', 'portable', 'flower'], { gradable: false }, [
    ['rouge', 'red'],
    ['bleu', 'blue'],
    ['vert', 'green'],
    ['jaune', 'yellow'],
  ]),
  ...define(['plant'], before, [
    ['grand', 'big'],
    ['petit', 'small'],
  ]),
  ...define([...OBJECTS, ...PLACES, 'opening'], before, [
    ['grand', 'big', { notOf: ['magasin', 'école'] }],
    ['petit', 'small'],
    ['vieux', 'old'],
    ['nouveau', 'new'],
  ]),
  ...define([...OBJECTS, ...PLACES, 'plant'], before, [
    ['beau', 'beautiful'],
    ['joli', 'pretty'],
  ]),
  ...define(OBJECTS, {}, [['cher', 'expensive']]),
  ...define(['clothing', 'room', 'furniture', 'vehicle', 'opening'], {}, [
    ['propre', 'clean'],
    ['sale', 'dirty'],
  ]),
  ...define(['portable', 'furniture'], {}, [
    ['lourd', 'heavy'],
    ['léger', 'light'],
  ]),
  ...define(['building'], {}, [
    ['moderne', 'modern'],
    ['calme', 'quiet'],
  ]),
  ...define(['vehicle', 'transport'], {}, [
    ['rapide', 'fast'],
    ['lent', 'slow'],
  ]),
  ...define(['opening', 'container'], { gradable: false, predicateOnly: true, passing: true }, [
    ['ouvert', 'open'],
    ['fermé', 'closed'],
  ]),
  ...define(['container'], { gradable: false }, [
    ['vide', 'empty'],
    ['plein', 'full'],
  ]),
  ...define(['food', 'drink'], before, [
    ['bon', 'good'],
    ['mauvais', 'bad', { gradable: false }],
  ]),
  ...define(['dish', 'drink'], passing, [
    ['chaud', 'hot'],
    ['froid', 'cold'],
  ]),
  ...define(['food'], { gradable: false }, [
    ['frais', 'fresh'],
    ['délicieux', 'delicious'],
  ]),
  ...define([...READINGS, 'event'], before, [
    ['bon', 'good'],
    ['mauvais', 'bad', { gradable: false }],
    ['long', 'long'],
  ]),
  ...define([...READINGS, 'event'], {}, [
    ['intéressant', 'interesting'],
    ['ennuyeux', 'boring'],
  ]),
  ...define(READINGS, {}, [
    ['court', 'short'],
    ['triste', 'sad'],
    ['célèbre', 'famous'],
  ]),
  ...define(['lesson', 'question'], {}, [
    ['facile', 'easy'],
    ['difficile', 'difficult'],
    ['important', 'important'],
  ]),
];

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
