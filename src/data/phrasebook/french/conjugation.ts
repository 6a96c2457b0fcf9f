import type { Person } from '../agreement.ts';
import { IRREGULAR_VERBS } from './irregularVerbs.ts';

export type SimpleTense = 'present' | 'imperfect' | 'future' | 'conditional';
export type ImperativePerson = 1 | 3 | 4;

const PRESENT_ENDINGS = {
  er: ['e', 'es', 'e', 'ons', 'ez', 'ent'],
  ir: ['is', 'is', 'it', 'issons', 'issez', 'issent'],
  re: ['s', 's', '', 'ons', 'ez', 'ent'],
};
const PARTICIPLE_ENDINGS = { er: 'é', ir: 'i', re: 'u' };
const IMPERFECT_ENDINGS = ['ais', 'ais', 'ait', 'ions', 'iez', 'aient'];
const FUTURE_ENDINGS = ['ai', 'as', 'a', 'ons', 'ez', 'ont'];
/** Verbs in -eler and -eter that double the consonant where the others take a grave accent. */
const DOUBLING = new Set(['appeler', 'jeter']);

type Group = keyof typeof PRESENT_ENDINGS;

/** The table of one verb: six forms a tense. */
type Conjugation = Readonly<Record<SimpleTense, readonly string[]>> & { readonly participle: string };

const conjugations = new Map<string, Conjugation>();

/** "parler", "future", 2 gives "parlera". */
export function conjugate(infinitive: string, tense: SimpleTense, person: Person): string {
  return conjugationOf(infinitive)[tense][person];
}

export function participleOf(infinitive: string): string {
  return conjugationOf(infinitive).participle;
}

/** The present of tu, nous or vous; verbs whose tu ends in -es, and aller, lose the s: "mange", "ouvre", "va". */
export function imperative(infinitive: string, person: ImperativePerson): string {
  const form = conjugate(infinitive, 'present', person);
  return person === 1 && /(es|as)$/.test(form) ? form.slice(0, -1) : form;
}

function conjugationOf(infinitive: string): Conjugation {
  const known = conjugations.get(infinitive);
  if (known) return known;
  const irregular = IRREGULAR_VERBS[infinitive];
  const present = irregular ? irregular.present.split(' ') : regularPresent(infinitive);
  const imperfectStem = irregular?.imperfectStem ?? unsoften(present[3].slice(0, -3));
  const futureStem = irregular?.futureStem ?? regularFutureStem(infinitive, present[0]);
  const conjugation = {
    present,
    imperfect: IMPERFECT_ENDINGS.map((ending) => attach(imperfectStem, ending)),
    future: FUTURE_ENDINGS.map((ending) => futureStem + ending),
    conditional: IMPERFECT_ENDINGS.map((ending) => futureStem + ending),
    participle: irregular?.participle ?? infinitive.slice(0, -2) + PARTICIPLE_ENDINGS[groupOf(infinitive)],
  };
  conjugations.set(infinitive, conjugation);
  return conjugation;
}

function groupOf(infinitive: string): Group {
  return infinitive.slice(-2) as Group;
}

function regularPresent(infinitive: string): string[] {
  const group = groupOf(infinitive);
  const stem = infinitive.slice(0, -2);
  return PRESENT_ENDINGS[group].map((ending, person) =>
    group === 'er' && isMute(person) ? stressedStem(infinitive) + ending : attach(stem, ending),
  );
}

/** Are the endings of this person silent, so that the vowel before them is stressed? All but nous and vous. */
function isMute(person: number): boolean {
  return person !== 3 && person !== 4;
}

/** The stem before a silent ending: achèt-, appell-, préfèr-, nettoi-. */
function stressedStem(infinitive: string): string {
  const stem = infinitive.slice(0, -2);
  if (DOUBLING.has(infinitive)) return stem + stem.at(-1);
  return stem.replace(/y$/, 'i').replace(/[eé]([^aeéiouy])$/, 'è$1');
}

/** Regular futures stand on the infinitive; verbs in -er take over the change of their present, but é stays. */
function regularFutureStem(infinitive: string, firstPerson: string): string {
  if (groupOf(infinitive) === 're') return infinitive.slice(0, -1);
  if (groupOf(infinitive) === 'ir' || /é[^aeiou]er$/.test(infinitive)) return infinitive;
  return `${firstPerson}r`;
}

/** Before a and o, g and c keep their sound: "mangeons", "commençait". */
function attach(stem: string, ending: string): string {
  if (!/^[ao]/.test(ending)) return stem + ending;
  return stem.replace(/g$/, 'ge').replace(/c$/, 'ç') + ending;
}

/** The other way round, from "mangeons" to the stem. */
function unsoften(stem: string): string {
  return stem.replace(/ge$/, 'g').replace(/ç$/, 'c');
}
