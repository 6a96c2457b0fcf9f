import type { SentencePair } from '../../sentencePair.ts';
import { statement } from '../grammar/readings.ts';
import { addressees, formulas, greetings } from '../lexicon/greetings.ts';
import { names } from '../lexicon/names.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Sampler } from '../sampler.ts';
import { bare, declare, exclaim } from '../sentence.ts';
import { sampleFeeling } from './feelings.ts';
import { sampleWeather } from './impersonals.ts';
import { sampleNaming } from './naming.ts';
import type { Template } from './template.ts';

const GREETED = [...addressees, undefined, ...names];

/**
 * What people say when they meet and part. Most of it can only be learned by heart, so none of it is ever held out.
 * "Bonjour le monde" comes first.
 */
export const greetingPairs: readonly SentencePair[] = [
  ...GREETED.flatMap((addressee) =>
    greetings.flatMap((greeting) => {
      const said = joinPhrases(greeting, addressee);
      return [bare(said), exclaim(said), declare(said)];
    }),
  ),
  ...formulas.map(bare),
];

/** "Bonjour le monde, il fait beau.", "Salut Marie, je m'appelle Paul." */
export const greeting: Template = (sampler) => {
  const greeted = joinPhrases(
    sampler.pick(greetings),
    sampler.chance(0.3) ? addressees[0] : sampler.pick(GREETED),
  );
  const news = sampleNews(sampler);
  return declare(phrase(`${greeted.french}, ${news.french}`, `${greeted.english}, ${news.english}`));
};

/** What is said next: who one is, how one feels, what the weather does. */
function sampleNews(sampler: Sampler): Phrase {
  switch (sampler.weighted({ name: 1, feeling: 2, weather: 2 })) {
    case 'name':
      return sampleNaming(sampler);
    case 'feeling': {
      const { clause, moment } = sampleFeeling(sampler, 0.2);
      return statement(clause, moment);
    }
    case 'weather': {
      const { clause, moment } = sampleWeather(sampler, 0.2);
      return statement(clause, moment);
    }
  }
}
