import { ValueError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';
import { generateExamples, requireWhole } from './generateTask.ts';
import type { GeneratedTaskOptions, LabelledTokens, TokenTask } from './tokenTask.ts';

export interface RetrievalTaskOptions extends GeneratedTaskOptions {
  /** How many keys there are; 8 by default. */
  readonly keys?: number;
  /** How many values there are, which are the labels; 10 by default. */
  readonly values?: number;
}

const NOISE = 10;
const MOST_IDS = 2 ** 16;

/**
 * Associative recall (Graves et al., 2014; Ba et al., 2016): the first quarter of a sequence tells, in random order, which value
 * each key has in it, a token for a key with its value; noise follows, and the last token is one of the keys, alone. The label is
 * its value. What is to be found is another each time, and lies at least three quarters of the length back.
 *
 * @throws ValueError unless `length` is at least 8, there are examples, a key and two values, and ids fit into 16 bits.
 */
export function retrievalTask({ keys = 8, values = 10, ...options }: RetrievalTaskOptions): TokenTask {
  const { length } = options;
  requireWhole('length', length, 8);
  requireWhole('keys', keys, 1);
  requireWhole('values', values, 2);
  // Ids: padding, noise, keys alone, keys with values.
  const firstKey = 1 + NOISE;
  const firstPair = firstKey + keys;
  const vocabSize = firstPair + keys * values;
  if (vocabSize > MOST_IDS) {
    throw new ValueError(`retrieval: ids must fit into 16 bits; got ${keys} keys times ${values} values`);
  }

  const example = (rng: Rng): LabelledTokens => {
    const given = Array.from({ length: keys }, () => rng.integer(values));
    const told = Array.from({ length: length >> 2 }, () => rng.integer(keys));
    const asked = told[rng.integer(told.length)];
    const tokens = Uint16Array.from({ length }, () => 1 + rng.integer(NOISE));
    tokens.set(told.map((key) => firstPair + key * values + given[key]));
    tokens[length - 1] = firstKey + asked;
    return { tokens, label: String(given[asked]) };
  };
  return {
    name: 'retrieval',
    vocabSize,
    labels: Array.from({ length: values }, (_, value) => String(value)),
    readFrom: 'last',
    ...generateExamples(options, example),
  };
}
