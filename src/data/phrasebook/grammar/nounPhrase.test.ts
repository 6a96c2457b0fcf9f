import { expect, it } from 'vitest';
import { elideAndContract } from '../french/elision.ts';
import { adjectives } from '../lexicon/adjectives.ts';
import { nouns } from '../lexicon/nouns.ts';
import { subjectPronouns } from '../lexicon/pronouns.ts';
import { phrase } from '../phrase.ts';
import { declare } from '../sentence.ts';
import { type Determiner, nounPhrase } from './nounPhrase.ts';

const own = (pronoun: string): Determiner => ({
  owner: subjectPronouns.find(({ french }) => french === pronoun)!.agreement,
});
const two: Determiner = { count: phrase('deux', 'two') };

it.each<
  [determiner: Determiner, noun: string, adjective: string, plural: boolean, french: string, english: string]
>([
  ['definite', 'chat', '', false, 'le chat', 'the cat'],
  ['definite', 'oiseau', '', false, "l'oiseau", 'the bird'],
  ['definite', 'cheval', 'noir', true, 'les chevaux noirs', 'the black horses'],
  ['indefinite', 'pomme', 'bon', false, 'une bonne pomme', 'a good apple'],
  ['indefinite', 'pomme', 'bon', true, 'de bonnes pommes', 'some good apples'],
  ['indefinite', 'robe', 'rouge', true, 'des robes rouges', 'some red dresses'],
  ['indefinite', 'eau', 'froid', false, "de l'eau froide", 'some cold water'],
  ['indefinite', 'pain', '', false, 'du pain', 'some bread'],
  ['indefinite', 'homme', 'beau', false, 'un bel homme', 'a handsome man'],
  ['indefinite', 'amie', 'beau', false, 'une belle amie', 'a beautiful friend'],
  ['negated', 'pain', '', false, 'de pain', 'any bread'],
  ['negated', 'œuf', '', true, "d'œufs", 'any eggs'],
  ['negated', 'œuf', '', false, "d'œuf", 'an egg'],
  ['absent', 'souris', '', false, 'de souris', 'no mouse'],
  ['exhausted', 'arbre', '', true, "d'arbres", 'no more trees'],
  ['generic', 'chat', '', true, 'les chats', 'cats'],
  ['demonstrative', 'arbre', '', false, 'cet arbre', 'this tree'],
  ['demonstrative', 'arbre', 'joli', false, 'ce joli arbre', 'this pretty tree'],
  ['demonstrative', 'photo', '', true, 'ces photos', 'these photos'],
  [own('je'), 'amie', '', false, 'mon amie', 'my friend'],
  [own('je'), 'amie', 'jeune', false, 'ma jeune amie', 'my young friend'],
  [own('il'), 'sœur', '', false, 'sa sœur', 'his sister'],
  [own('elle'), 'livre', '', false, 'son livre', 'her book'],
  [own('nous'), 'enfant', '', true, 'nos enfants', 'our children'],
  [own('elles'), 'voiture', 'vieux', false, 'leur vieille voiture', 'their old car'],
  [{ of: phrase('Anna', 'Anna') }, 'voiture', 'rouge', false, "la voiture rouge d'Anna", "Anna's red car"],
  [two, 'souris', 'blanc', true, 'deux souris blanches', 'two white mice'],
])('%o %s %s', (determiner, word, colour, plural, french, english) => {
  const noun = nouns.find((candidate) => candidate.french === word)!;
  const adjective = adjectives.find(
    (candidate) =>
      candidate.french === colour &&
      candidate.kinds.some((kind) => noun.kinds.includes(kind)) &&
      (!candidate.gender || (candidate.gender === 'f') === noun.feminine),
  );
  const built = nounPhrase({ noun, plural, determiner, adjective });
  expect(elideAndContract(built.french)).toBe(french);
  expect(declare(built).target.toLowerCase()).toBe(`${english}.`.toLowerCase());
});
