import { type Phrase, phrase } from '../phrase.ts';
import { verb } from './verb.ts';

export const be = verb('être', 'be', 'state');
/** In French, hunger and years are had. */
export const haveAs = verb('avoir', 'be', 'state');
export const cost = verb('coûter', 'cost', 'state');

/** What French people have and English ones are; "very" goes with most. */
export const sensations: readonly { readonly name: Phrase; readonly gradable: boolean }[] = [
  { name: phrase('faim', 'hungry'), gradable: true },
  { name: phrase('soif', 'thirsty'), gradable: true },
  { name: phrase('sommeil', 'sleepy'), gradable: true },
  { name: phrase('froid', 'cold'), gradable: true },
  { name: phrase('chaud', 'hot'), gradable: true },
  { name: phrase('peur', 'afraid'), gradable: true },
  { name: phrase('raison', 'right'), gradable: false },
  { name: phrase('tort', 'wrong'), gradable: false },
];

/** After "être", without agreement. */
export const circumstances: readonly Phrase[] = [
  phrase('en retard', 'late'),
  phrase('à la heure', 'on time'),
  phrase('en colère', 'angry'),
  phrase('en vacances', 'on vacation'),
];
