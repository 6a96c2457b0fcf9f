import { englishInfinitive, englishOrder, englishQuestion, englishStatement } from '../english/clause.ts';
import {
  frenchEstCeQue,
  frenchInfinitive,
  frenchInversion,
  frenchOrder,
  frenchStatement,
} from '../french/clause.ts';
import { joinPhrases, type Phrase, phrase } from '../phrase.ts';
import type { Clause } from './clause.ts';

/** A time or place that ends the clause. */
type Closing = Phrase | undefined;

export function statement(clause: Clause, closing?: Closing): Phrase {
  return joinPhrases(phrase(frenchStatement(clause), englishStatement(clause)), closing);
}

/** The time first: "demain, nous partirons". */
export function openedStatement(clause: Clause, { french, english }: Phrase): Phrase {
  return phrase(`${french}, ${frenchStatement(clause)}`, `${english}, ${englishStatement(clause)}`);
}

/** With "est-ce que", after a question word if there is one. */
export function question(clause: Clause, word?: Phrase, closing?: Closing): Phrase {
  return joinPhrases(word, phrase(frenchEstCeQue(clause), englishQuestion(clause)), closing);
}

/** With the subject after the verb: "où vas-tu", "combien coûte le pain". */
export function invertedQuestion(clause: Clause, word?: Phrase, closing?: Closing): Phrase {
  return joinPhrases(word, phrase(frenchInversion(clause), englishQuestion(clause)), closing);
}

export function order(clause: Clause, closing?: Closing): Phrase {
  return joinPhrases(phrase(frenchOrder(clause), englishOrder(clause)), closing);
}

/** What follows a modal verb; English puts "to" before it, except after "can" and "must". */
export function infinitive(clause: Clause, to: '' | 'to'): Phrase {
  return joinPhrases(phrase('', to), phrase(frenchInfinitive(clause), englishInfinitive(clause)));
}
