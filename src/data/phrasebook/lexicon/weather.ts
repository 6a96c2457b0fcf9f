import { type Phrase, phrase } from '../phrase.ts';
import { type Verb, verb } from './verb.ts';

const tenses = { present: 4, imperfect: 2, compoundPast: 2, future: 3 };
const makes = verb('faire', 'be', 'state', { tenses });

/** What "it" does, and how it is. */
export const weathers: readonly {
  readonly verb: Verb;
  readonly complement?: Phrase;
  readonly subject?: string;
}[] = [
  { verb: verb('pleuvoir', 'rain') },
  { verb: verb('neiger', 'snow') },
  { verb: makes, complement: phrase('froid', 'cold') },
  { verb: makes, complement: phrase('chaud', 'hot') },
  { verb: makes, complement: phrase('beau', 'nice out') },
];
