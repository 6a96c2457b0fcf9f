import { expect, it } from 'vitest';
import { names } from '../lexicon/names.ts';
import { objectPronouns, subjectPronouns } from '../lexicon/pronouns.ts';
import { verb } from '../lexicon/verb.ts';
import { type Phrase, phrase } from '../phrase.ts';
import { ask, declare, exclaim } from '../sentence.ts';
import type { Clause } from './clause.ts';
import { infinitive, invertedQuestion, openedStatement, order, question, statement } from './readings.ts';

const eat = verb('manger', 'eat');
const be = verb('être', 'be', 'state');
const want = verb('vouloir', 'want', 'state');
const go = verb('aller', 'go');
const rise = verb('lever', 'get up', 'activity', { reflexive: true });
const can = verb('pouvoir', 'can', 'state');
const bread = phrase('de le pain', 'some bread');
const noBread = phrase('de pain', 'any bread');

function subject(french: string, feminine = false) {
  return [...subjectPronouns, ...names].find(
    (candidate) => candidate.french === french && candidate.agreement.feminine === feminine,
  )!;
}

it.each<[Clause, french: string, english: string]>([
  [
    { subject: subject('je'), verb: eat, tense: 'present', complement: bread },
    'Je mange du pain.',
    'I am eating some bread.',
  ],
  [
    { subject: subject('je'), verb: eat, tense: 'present', negation: 'pas', complement: noBread },
    'Je ne mange pas de pain.',
    'I am not eating any bread.',
  ],
  [
    { subject: subject('il'), verb: eat, tense: 'present', negation: 'jamais', complement: noBread },
    'Il ne mange jamais de pain.',
    'He never eats any bread.',
  ],
  [
    { subject: subject('il'), verb: eat, tense: 'present', negation: 'plus', complement: noBread },
    'Il ne mange plus de pain.',
    'He no longer eats any bread.',
  ],
  [
    {
      subject: subject('nous'),
      verb: eat,
      tense: 'present',
      habitual: true,
      frequency: phrase('souvent', 'often'),
    },
    'Nous mangeons souvent.',
    'We often eat.',
  ],
  [
    { subject: subject('vous'), verb: eat, tense: 'compoundPast', complement: bread },
    'Vous avez mangé du pain.',
    'You ate some bread.',
  ],
  [
    { subject: subject('tu'), verb: eat, tense: 'compoundPast', negation: 'pas', complement: noBread },
    "Tu n'as pas mangé de pain.",
    'You did not eat any bread.',
  ],
  [{ subject: subject('elles', true), verb: go, tense: 'compoundPast' }, 'Elles sont allées.', 'They went.'],
  [
    { subject: subject('Anna', true), verb: rise, tense: 'compoundPast', negation: 'pas' },
    "Anna ne s'est pas levée.",
    'Anna did not get up.',
  ],
  [
    { subject: subject('nous'), verb: rise, tense: 'nearFuture' },
    'Nous allons nous lever.',
    'We are going to get up.',
  ],
  [{ subject: subject('ils'), verb: eat, tense: 'imperfect' }, 'Ils mangeaient.', 'They were eating.'],
  [
    { subject: subject('elle', true), verb: want, tense: 'imperfect', complement: bread },
    'Elle voulait du pain.',
    'She wanted some bread.',
  ],
  [
    { subject: subject('elle', true), verb: want, tense: 'present', negation: 'pas', complement: noBread },
    'Elle ne veut pas de pain.',
    'She does not want any bread.',
  ],
  [{ subject: subject('je'), verb: eat, tense: 'future' }, 'Je mangerai.', 'I will eat.'],
  [
    {
      subject: subject('je'),
      verb: be,
      tense: 'imperfect',
      frequency: phrase('toujours', 'always'),
      complement: phrase('triste', 'sad'),
    },
    "J'étais toujours triste.",
    'I was always sad.',
  ],
  [
    {
      subject: subject('il'),
      verb: can,
      tense: 'present',
      negation: 'pas',
      complement: phrase('dormir', 'sleep'),
    },
    'Il ne peut pas dormir.',
    'He cannot sleep.',
  ],
  [
    {
      subject: subject('Paul'),
      verb: verb('voir', 'see', 'state'),
      tense: 'compoundPast',
      pronoun: objectPronouns[2],
    },
    'Paul nous a vus.',
    'Paul saw us.',
  ],
  [
    { subject: subject('je'), verb: eat, tense: 'present', manner: phrase('bien', 'well'), habitual: true },
    'Je mange bien.',
    'I eat well.',
  ],
])('%o', (clause, french, english) => {
  expect(declare(statement(clause))).toEqual({ source: french, target: english });
});

it.each<[Phrase, french: string, english: string]>([
  [
    question({ subject: subject('il'), verb: eat, tense: 'present', complement: bread }),
    "Est-ce qu'il mange du pain ?",
    'Is he eating some bread?',
  ],
  [
    question({ subject: subject('Paul'), verb: want, tense: 'present' }, phrase('que', 'what')),
    "Qu'est-ce que Paul veut ?",
    'What does Paul want?',
  ],
  [
    invertedQuestion({ subject: subject('il'), verb: eat, tense: 'present' }),
    'Mange-t-il ?',
    'Is he eating?',
  ],
  [
    invertedQuestion({ subject: subject('elle', true), verb: go, tense: 'future' }, phrase('où', 'where')),
    'Où ira-t-elle ?',
    'Where will she go?',
  ],
  [
    invertedQuestion({ subject: subject('tu'), verb: eat, tense: 'compoundPast', complement: bread }),
    'As-tu mangé du pain ?',
    'Did you eat some bread?',
  ],
  [
    invertedQuestion(
      { subject: subject('vous'), verb: rise, tense: 'present', negation: 'pas' },
      phrase('pourquoi', 'why'),
    ),
    'Pourquoi ne vous levez-vous pas ?',
    'Why are you not getting up?',
  ],
  [
    invertedQuestion({ subject: subject('Paul'), verb: be, tense: 'present' }, phrase('où', 'where')),
    'Où est Paul ?',
    'Where is Paul?',
  ],
])('asks: %o', (words, french, english) => {
  expect(ask(words)).toEqual({ source: french, target: english });
});

it.each<[Omit<Clause, 'tense'>, french: string, english: string]>([
  [{ subject: subject('tu'), verb: eat, complement: bread }, 'Mange du pain !', 'Eat some bread!'],
  [
    { subject: subject('vous'), verb: eat, negation: 'pas', complement: noBread },
    'Ne mangez pas de pain !',
    'Do not eat any bread!',
  ],
  [
    { subject: subject('nous'), verb: go, complement: phrase('à la plage', 'to the beach') },
    'Allons à la plage !',
    "Let's go to the beach!",
  ],
  [{ subject: subject('tu'), verb: rise }, 'Lève-toi !', 'Get up!'],
  [{ subject: subject('vous'), verb: rise, negation: 'pas' }, 'Ne vous levez pas !', 'Do not get up!'],
  [
    { subject: subject('tu'), verb: verb('donner', 'give'), pronoun: phrase('me', 'me'), complement: bread },
    'Donne-moi du pain !',
    'Give me some bread!',
  ],
])('orders: %o', (clause, french, english) => {
  expect(exclaim(order({ ...clause, tense: 'present' }))).toEqual({ source: french, target: english });
});

it('opens with the time', () => {
  const clause: Clause = { subject: subject('nous'), verb: go, tense: 'future' };
  const { source, target } = declare(openedStatement(clause, phrase('demain', 'tomorrow')));
  expect([source, target]).toEqual(['Demain, nous irons.', 'Tomorrow, we will go.']);
});

it("gives an infinitive its subject's pronoun", () => {
  const clause: Clause = { subject: subject('je'), verb: rise, tense: 'present' };
  expect(infinitive(clause, 'to')).toEqual(phrase('me lever', 'to get up'));
});
