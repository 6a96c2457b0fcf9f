import { generateExamples, requireWhole } from './generateTask.ts';
import type { GeneratedTaskOptions, TokenTask } from './tokenTask.ts';

const SYMBOLS = 10;
const NOISE = 10;
/** Ids: padding, the question, symbols, noise. */
const QUESTION = 1;
const FIRST_SYMBOL = 2;
const FIRST_NOISE = FIRST_SYMBOL + SYMBOLS;

/**
 * What stood far back: a symbol within the first quarter of the sequence, noise all over the rest, and at the very end the question
 * which symbol it was. It takes one look, across at least three quarters of the length: what looks only around itself, through too
 * few layers, can but guess (one in ten).
 *
 * After the problems of Hochreiter and Schmidhuber (1997), whose telling symbol comes first and is asked for last.
 *
 * @throws ValueError unless `length` is at least 8, and there are examples.
 */
export function copyTask(options: GeneratedTaskOptions): TokenTask {
  const { length } = options;
  requireWhole('length', length, 8);
  return {
    name: 'copy',
    vocabSize: FIRST_NOISE + NOISE,
    labels: Array.from({ length: SYMBOLS }, (_, symbol) => String(symbol)),
    readFrom: 'last',
    ...generateExamples(options, (rng) => {
      const tokens = Uint16Array.from({ length }, () => FIRST_NOISE + rng.integer(NOISE));
      const symbol = rng.integer(SYMBOLS);
      tokens[rng.integer(length >> 2)] = FIRST_SYMBOL + symbol;
      tokens[length - 1] = QUESTION;
      return { tokens, label: String(symbol) };
    }),
  };
}
