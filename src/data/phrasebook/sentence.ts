import type { SentencePair } from '../sentencePair.ts';
import { fitArticles } from './english/article.ts';
import { elideAndContract } from './french/elision.ts';
import type { Phrase } from './phrase.ts';

/** A statement: capital letter and full stop. */
export function declare(phrase: Phrase): SentencePair {
  return finish(phrase, '.', '.');
}

/** A question; French puts a space before the mark. */
export function ask(phrase: Phrase): SentencePair {
  return finish(phrase, ' ?', '?');
}

/** An order or a greeting. */
export function exclaim(phrase: Phrase): SentencePair {
  return finish(phrase, ' !', '!');
}

/** No mark at all, as on a screen or a sign: "Bonjour le monde". */
export function bare(phrase: Phrase): SentencePair {
  return finish(phrase, '', '');
}

function finish({ french, english }: Phrase, frenchMark: string, englishMark: string): SentencePair {
  return {
    source: capitalize(elideAndContract(french)) + frenchMark,
    target: capitalize(fitArticles(english)) + englishMark,
  };
}

function capitalize(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
