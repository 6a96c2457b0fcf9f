import { type Phrase, phrase } from '../phrase.ts';
import { type Verb, verb } from './verb.ts';

/** A feeling, as a word after "avoir" or an adjective after "être", and what people do for it. */
export interface Reason {
  readonly copula: 'avoir' | 'être';
  readonly feeling: Phrase;
  readonly effects: readonly { readonly verb: Verb; readonly complement?: Phrase }[];
}

function effect(french: string, english: string, complement?: Phrase, reflexive = false) {
  return { verb: verb(french, english, 'activity', { reflexive }), complement };
}

const sleep = effect('dormir', 'sleep');
const rest = effect('reposer', 'rest', undefined, true);
const goToBed = effect('coucher', 'go to bed', undefined, true);
const stayHome = effect('rester', 'stay', phrase('à la maison', 'at home'));

export const reasons: readonly Reason[] = [
  {
    copula: 'avoir',
    feeling: phrase('faim', 'hungry'),
    effects: [
      effect('manger', 'eat', phrase('un sandwich', 'a sandwich')),
      effect('manger', 'eat', phrase('une pomme', 'a apple')),
      effect('préparer', 'make', phrase('le dîner', 'dinner')),
    ],
  },
  {
    copula: 'avoir',
    feeling: phrase('soif', 'thirsty'),
    effects: [
      effect('boire', 'drink', phrase('un verre de eau', 'a glass of water')),
      effect('boire', 'drink', phrase('une tasse de thé', 'a cup of tea')),
    ],
  },
  { copula: 'avoir', feeling: phrase('sommeil', 'sleepy'), effects: [goToBed, sleep] },
  {
    copula: 'avoir',
    feeling: phrase('froid', 'cold'),
    effects: [
      effect('fermer', 'close', phrase('la fenêtre', 'the window')),
      effect('porter', 'wear', phrase('un manteau', 'a coat')),
    ],
  },
  {
    copula: 'avoir',
    feeling: phrase('chaud', 'hot'),
    effects: [effect('ouvrir', 'open', phrase('la fenêtre', 'the window')), effect('nager', 'swim')],
  },
  { copula: 'être', feeling: phrase('fatigué', 'tired'), effects: [sleep, rest, goToBed, stayHome] },
  { copula: 'être', feeling: phrase('malade', 'sick'), effects: [sleep, rest, stayHome] },
  {
    copula: 'être',
    feeling: phrase('heureux', 'happy'),
    effects: [effect('chanter', 'sing'), effect('danser', 'dance')],
  },
  {
    copula: 'être',
    feeling: phrase('en retard', 'late'),
    effects: [effect('prendre', 'take', phrase('le bus', 'the bus'))],
  },
];
