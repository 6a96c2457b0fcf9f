import { type Phrase, phrase } from '../phrase.ts';
import type { PlaceUse } from './places.ts';
import { everyday, type Verb, verb } from './verb.ts';

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
  { verb: everyday('dormir', 'sleep'), places: ['home', 'outdoors'], manners: [well, badly, aLot] },
  {
    verb: verb('travailler', 'work'),
    places: ['home', 'town', 'shop', 'abroad'],
    manners: [well, aLot],
    company: true,
  },
  { verb: everyday('courir', 'run'), places: ['outdoors'], manners: [aLot], company: true },
  { verb: everyday('marcher', 'walk'), places: ['outdoors'], manners: [aLot], company: true },
  { verb: everyday('nager', 'swim'), places: ['water'], manners: [well, badly, aLot], company: true },
  { verb: everyday('danser', 'dance'), places: ANYWHERE, manners: [well, badly, aLot], company: true },
  { verb: everyday('chanter', 'sing'), places: ANYWHERE, manners: [well, badly, aLot], company: true },
  {
    verb: everyday('jouer', 'play'),
    places: ['home', 'outdoors'],
    manners: [well, badly, aLot],
    company: true,
  },
  { verb: everyday('pleurer', 'cry'), places: ['home'], manners: [aLot] },
  { verb: verb('voyager', 'travel'), places: ['abroad'], manners: [aLot], company: true },
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
const cards = phrase('à les cartes', 'cards');
const piano = phrase('de le piano', 'the piano');
const guitar = phrase('de la guitare', 'the guitar');

/** Verbs with a company that never changes. */
export const pastimes: readonly { readonly verb: Verb; readonly complement: Phrase }[] = [
  ...[soccer, tennis, cards, piano, guitar].map((complement) => ({
    verb: everyday('jouer', 'play'),
    complement,
  })),
  { verb: everyday('faire', 'do'), complement: phrase('la vaisselle', 'the dishes') },
  { verb: everyday('faire', 'do'), complement: phrase('les courses', 'the shopping') },
  { verb: everyday('faire', 'cook'), complement: phrase('la cuisine', '') },
  { verb: everyday('faire', 'make'), complement: phrase('le lit', 'the bed') },
  { verb: everyday('prendre', 'have'), complement: phrase('le petit déjeuner', 'breakfast') },
  { verb: everyday('préparer', 'make'), complement: phrase('le dîner', 'dinner') },
  { verb: everyday('regarder', 'watch'), complement: phrase('la télévision', 'television') },
  ...languages.flatMap((language) => [
    { verb: verb('parler', 'speak', 'state', speaking), complement: language },
    { verb: verb('apprendre', 'learn'), complement: phrase(`le ${language.french}`, language.english) },
  ]),
];

const reflexive = { reflexive: true };

export const reflexives: readonly Verb[] = [
  everyday('lever', 'get up', reflexive),
  everyday('coucher', 'go to bed', reflexive),
  everyday('réveiller', 'wake up', reflexive),
  everyday('reposer', 'rest', reflexive),
  everyday('promener', 'go for a walk', reflexive),
];
