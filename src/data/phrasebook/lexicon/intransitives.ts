import { type Phrase, phrase } from '../phrase.ts';
import type { PlaceUse } from './places.ts';
import { background, everyday, type Verb, verb } from './verb.ts';

/** Verbs that are complete alone; a place, company or manner may follow. */
export interface Intransitive {
  readonly verb: Verb;
  readonly places: readonly PlaceUse[];
  readonly manners: readonly Phrase[];
  readonly company?: boolean;
}

const well = phrase('bien', 'well');
const badly = phrase('mal', 'badly');
const aLot = phrase('beaucoup', 'a lot');
const ANYWHERE: PlaceUse[] = ['home', 'outdoors', 'town'];

export const intransitives: readonly Intransitive[] = [
  {
    verb: everyday('dormir', 'sleep', background),
    places: ['home', 'outdoors'],
    manners: [well, badly, aLot],
  },
  {
    verb: verb('travailler', 'work', 'activity', background),
    places: ['home', 'town', 'shop', 'abroad'],
    manners: [well, aLot],
    company: true,
  },
  { verb: everyday('marcher', 'walk'), places: ['outdoors'], manners: [aLot], company: true },
  { verb: everyday('nager', 'swim'), places: ['water'], manners: [well, badly, aLot], company: true },
  { verb: everyday('danser', 'dance'), places: ANYWHERE, manners: [well, badly, aLot], company: true },
  { verb: everyday('chanter', 'sing'), places: ANYWHERE, manners: [well, badly, aLot], company: true },
  {
    verb: everyday('jouer', 'play', background),
    places: ['home', 'outdoors'],
    manners: [well, badly, aLot],
    company: true,
  },
];

const languages = [
  phrase('français', 'French'),
  phrase('anglais', 'English'),
  phrase('espagnol', 'Spanish'),
  phrase('italien', 'Italian'),
];
const speaking = { tenses: { present: 4, imperfect: 2, future: 1 } };
const soccer = phrase('à le football', 'soccer');
const tennis = phrase('à le tennis', 'tennis');
const piano = phrase('de le piano', 'the piano');

/** Verbs with a company that never changes. */
export const pastimes: readonly { readonly verb: Verb; readonly complement: Phrase }[] = [
  ...[soccer, tennis, piano].map((complement) => ({
    verb: everyday('jouer', 'play', background),
    complement,
  })),
  { verb: everyday('faire', 'do'), complement: phrase('la vaisselle', 'the dishes') },
  { verb: everyday('faire', 'cook'), complement: phrase('la cuisine', '') },
  { verb: everyday('prendre', 'have'), complement: phrase('le petit déjeuner', 'breakfast') },
  { verb: everyday('préparer', 'make'), complement: phrase('le dîner', 'dinner') },
  { verb: everyday('regarder', 'watch', background), complement: phrase('la télévision', 'television') },
  ...languages.flatMap((language) => [
    { verb: verb('parler', 'speak', 'state', speaking), complement: language },
    { verb: verb('apprendre', 'learn'), complement: phrase(`le ${language.french}`, language.english) },
  ]),
];

const reflexive = { reflexive: true };

export const reflexives: readonly Verb[] = [
  everyday('lever', 'get up', reflexive),
  everyday('coucher', 'go to bed', reflexive),
  everyday('reposer', 'rest', reflexive),
];
