import { ValueError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';
import { generateExamples, requireWhole } from './generateTask.ts';
import type { GeneratedTaskOptions, LabelledTokens, TokenTask } from './tokenTask.ts';

export interface RetrievalTaskOptions extends GeneratedTaskOptions {
  /** How many pairs of a key and its value a sequence has; 8 by default. */
  readonly pairs?: number;
  /** How many keys there are to choose from; 16 by default. */
  readonly keys?: number;
  /** How many values there are, which are the labels; 10 by default. */
  readonly values?: number;
}

const NOISE = 10;
const MOST_IDS = 2 ** 16;

/**
 * Associative recall (Graves et al., 2014; Ba et al., 2016): pairs of a key and its value, one token each, keys all different, in
 * random places between noise; the last token is one of the keys, and the label is its value. What is looked for changes from
 * sequence to sequence, and may stand anywhere before the question.
 *
 * @throws ValueError unless the pairs fit into `length`, there are as many keys as pairs, and at least two values.
 */
export function retrievalTask({
  pairs = 8,
  keys = 16,
  values = 10,
  ...options
}: RetrievalTaskOptions): TokenTask {
  const { length } = options;
  for (const [name, value, least] of [
    ['pairs', pairs, 1],
    ['keys', keys, pairs],
    ['values', values, 2],
    ['length', length, pairs + 1],
  ] as const) {
    requireWhole(name, value, least);
  }
  // Ids: padding, noise, keys alone, keys with values.
  const firstKey = 1 + NOISE;
  const firstPair = firstKey + keys;
  const vocabSize = firstPair + keys * values;
  if (vocabSize > MOST_IDS) {
    throw new ValueError(`retrieval: ids must fit into 16 bits; got ${keys} keys times ${values} values`);
  }

  const example = (rng: Rng): LabelledTokens => {
    const tokens = Uint16Array.from({ length }, () => 1 + rng.integer(NOISE));
    const chosen = chooseSome(keys, pairs, rng);
    const given = chosen.map(() => rng.integer(values));
    for (const [i, place] of chooseSome(length - 1, pairs, rng).entries()) {
      tokens[place] = firstPair + chosen[i] * values + given[i];
    }
    const asked = rng.integer(pairs);
    tokens[length - 1] = firstKey + chosen[asked];
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

/** `count` different numbers from 0 to n - 1, in random order (Floyd's sample). */
function chooseSome(n: number, count: number, rng: Rng): number[] {
  const chosen = new Set<number>();
  for (let last = n - count; last < n; last++) {
    const drawn = rng.integer(last + 1);
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  return rng.shuffle([...chosen]);
}
