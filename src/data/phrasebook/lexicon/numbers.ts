import { type Phrase, phrase } from '../phrase.ts';

const UNITS = [
  phrase('deux', 'two'),
  phrase('trois', 'three'),
  phrase('quatre', 'four'),
  phrase('cinq', 'five'),
  phrase('six', 'six'),
  phrase('sept', 'seven'),
  phrase('huit', 'eight'),
  phrase('neuf', 'nine'),
  phrase('dix', 'ten'),
  phrase('onze', 'eleven'),
  phrase('douze', 'twelve'),
];
const TENS = [
  phrase('vingt', 'twenty'),
  phrase('trente', 'thirty'),
  phrase('quarante', 'forty'),
  phrase('cinquante', 'fifty'),
  phrase('soixante', 'sixty'),
  phrase('cent', 'a hundred'),
];

/** Two to five, as things are counted in everyday sentences. */
export const smallNumbers: readonly Phrase[] = UNITS.slice(0, 4);
/** Two to twelve, as on the clock; one stands apart, since "une heure" is "one o'clock". */
export const clockNumbers: readonly Phrase[] = UNITS;
/** Twenty to a hundred. */
export const tens: readonly Phrase[] = TENS;
export const numbers: readonly Phrase[] = [...UNITS, ...TENS];
