import { DataError, ValueError } from '../tensor/errors.ts';
import { Rng } from '../tensor/rng.ts';
import type { SentencePair } from './sentencePair.ts';

export interface SplitOptions {
  /** How many pairs to hold out: a whole number of them, or a fraction below 1. */
  valid?: number;
  test?: number;
  seed: number;
}

export interface PairSplit<P> {
  train: P[];
  valid: P[];
  test: P[];
}

/**
 * Hold pairs out so that no sentence of a held-out pair, source or target, is in another part: pairs that share a
 * sentence, directly or through others, stay together. A family of them that is larger than the room left in a part
 * goes to another, so a part may fall a little short. Within each part the pairs keep their order.
 *
 * @throws ValueError on sizes that cannot be; DataError where the families are too large to fill a part at all.
 */
export function splitPairs<P extends SentencePair>(
  pairs: readonly P[],
  { valid = 0, test = 0, seed }: SplitOptions,
): PairSplit<P> {
  const wanted = {
    test: wholeSize('test', test, pairs.length),
    valid: wholeSize('valid', valid, pairs.length),
  };
  if (wanted.test + wanted.valid >= pairs.length) {
    throw new ValueError(
      `splitPairs: pairs must be left to train on; got ${wanted.valid} for valid and ${wanted.test} for test of ${pairs.length}`,
    );
  }
  const room = { ...wanted };
  const partOf = new Array<keyof PairSplit<P>>(pairs.length).fill('train');
  for (const family of new Rng(seed).shuffle(families(pairs))) {
    const part = (['test', 'valid'] as const).find((name) => family.length <= room[name]);
    if (!part) continue;
    room[part] -= family.length;
    for (const i of family) partOf[i] = part;
  }
  for (const part of ['test', 'valid'] as const) {
    if (wanted[part] === 0 || room[part] < wanted[part]) continue;
    throw new DataError(
      `splitPairs: no pair could be held out for ${part} (${wanted[part]} wanted): too many pairs share a source or a target. ` +
        'Ask for more, or give held-out pairs of their own',
    );
  }
  const take = (part: keyof PairSplit<P>) => pairs.filter((_, i) => partOf[i] === part);
  return { train: take('train'), valid: take('valid'), test: take('test') };
}

function wholeSize(part: string, size: number, total: number): number {
  const whole = size > 0 && size < 1 ? Math.max(1, Math.round(size * total)) : size;
  if (Number.isInteger(whole) && whole >= 0) return whole;
  throw new ValueError(`splitPairs: ${part} must be a count of pairs or a fraction below 1; got ${size}`);
}

/** Indices of the pairs, those together that share sentences: the components of the graph of pairs and sentences. */
function families(pairs: readonly SentencePair[]): number[][] {
  const parent = pairs.map((_, i) => i);
  const rootOf = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  };
  for (const side of ['source', 'target'] as const) {
    const firstWith = new Map<string, number>();
    pairs.forEach((pair, i) => {
      const first = firstWith.get(pair[side]);
      if (first === undefined) firstWith.set(pair[side], i);
      else parent[rootOf(i)] = rootOf(first);
    });
  }
  const members = new Map<number, number[]>();
  for (const i of parent.keys()) {
    const root = rootOf(i);
    if (!members.get(root)?.push(i)) members.set(root, [i]);
  }
  return [...members.values()];
}
