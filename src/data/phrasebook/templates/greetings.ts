import type { SentencePair } from '../../sentencePair.ts';
import { addressees, formulas, greetings } from '../lexicon/greetings.ts';
import { names } from '../lexicon/names.ts';
import { joinPhrases } from '../phrase.ts';
import { bare, exclaim } from '../sentence.ts';

/**
 * Everything people say when they meet and part. Most of it can only be learned by heart, so none of it is ever held
 * out. "Bonjour le monde" comes first.
 */
export const greetingPairs: readonly SentencePair[] = [
  ...[...addressees, undefined, ...names].flatMap((addressee) =>
    greetings.flatMap((greeting) => {
      const said = joinPhrases(greeting, addressee);
      return [bare(said), exclaim(said)];
    }),
  ),
  ...formulas.map(bare),
];
