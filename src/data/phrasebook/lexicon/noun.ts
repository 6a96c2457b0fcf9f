import { addS } from '../english/inflection.ts';
import { pluralOf } from '../french/plural.ts';

/** What a noun stands for, so that verbs and adjectives find fitting company. A noun may be of several kinds. */
export type NounKind =
  | 'person'
  | 'kin'
  | 'sibling'
  | 'animal'
  | 'pet'
  | 'food'
  | 'dish'
  | 'drink'
  | 'fodder'
  | 'lapped'
  | 'text'
  | 'writing'
  | 'lesson'
  | 'song'
  | 'sound'
  | 'show'
  | 'event'
  | 'clothing'
  | 'portable'
  | 'container'
  | 'furniture'
  | 'surface'
  | 'board'
  | 'vehicle'
  | 'drivable'
  | 'transport'
  | 'opening'
  | 'building'
  | 'dwelling'
  | 'room'
  | 'plant'
  | 'flower'
  | 'money';

export interface Noun {
  readonly french: string;
  readonly frenchPlural: string;
  readonly feminine: boolean;
  readonly english: string;
  readonly englishPlural: string;
  readonly kinds: readonly NounKind[];
  /** "du pain", "some bread": no plural, no number before it. */
  readonly mass: boolean;
  readonly number: 'both' | 'singular' | 'plural';
  /** "my sister" but hardly "the sister"; "the woman" but not "my woman"; "my husband" but not "our husband". */
  readonly owned: 'maybe' | 'always' | 'byOne' | 'never';
}

/** French, gender, English, and what is out of the ordinary. */
export type NounEntry = readonly [
  french: string,
  gender: 'm' | 'f',
  english: string,
  traits?: Partial<Omit<Noun, 'kinds'>> & { readonly also?: readonly NounKind[] },
];

export function defineNouns(
  kind: NounKind,
  common: Partial<Noun>,
  entries: readonly NounEntry[],
): readonly Noun[] {
  return entries.map(([french, gender, english, { also = [], ...traits } = {}]) => ({
    french,
    frenchPlural: pluralOf(french),
    feminine: gender === 'f',
    english,
    englishPlural: addS(english),
    kinds: [kind, ...also],
    mass: false,
    number: 'both',
    owned: 'maybe',
    ...common,
    ...traits,
  }));
}
