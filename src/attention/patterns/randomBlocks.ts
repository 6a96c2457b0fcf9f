import { Rng } from '../../tensor/index.ts';
import { type Align, alignedOffset } from './alignment.ts';
import { checkOptions } from './checkOptions.ts';
import { inBlocks } from './inBlocks.ts';
import { LruCache } from './lruCache.ts';
import type { Pattern, ResolvedPattern } from './pattern.ts';
import { requireWhole } from './requireWhole.ts';

/** Batches have sequences of many lengths. */
const KEPT = 32;

export interface RandomBlocksOptions {
  /** How many blocks of keys each block of queries sees. */
  readonly blocksPerRow: number;
  /** Positions a block; multiples of 64 cost the least. */
  readonly blockSize?: number;
  /** The same seed chooses the same blocks for the same number of keys. */
  readonly seed: number;
  readonly align?: Align;
}

/**
 * Each block of queries sees `blocksPerRow` blocks of keys, chosen by chance once and for all: a random graph, in which nearly any two
 * positions are a few steps apart. Heads see different blocks through `byHead` and different seeds. Where L differs from S,
 * `align` says which ends meet, as for `causal`.
 *
 * Source: Zaheer et al., 2020 (Big Bird), whose r is our blocksPerRow and whose b our blockSize.
 *
 * @throws ValueError unless blocksPerRow is a whole number from 0 and blockSize one from 1 on, and the seed is an integer;
 * ShapeError at the call when L differs from S without an alignment.
 */
export function randomBlocks(options: RandomBlocksOptions): Pattern {
  checkOptions('randomBlocks', options, 'blocksPerRow', 'seed');
  const { blocksPerRow, blockSize = 64, seed, align } = options;
  requireWhole('randomBlocks', 'blocksPerRow', blocksPerRow, 0);
  requireWhole('randomBlocks', 'blockSize', blockSize);
  // Here, so that a seed that is none is refused at once.
  const start = new Rng(seed).state;
  const choices = new LruCache<number, ResolvedPattern>(KEPT);
  return {
    name: `randomBlocks(${blocksPerRow})`,
    fixedLength: true,
    at(L, S) {
      const offset = alignedOffset('randomBlocks', '', L, S, align);
      const columns = Math.ceil(S / blockSize);
      const choose = () => chosenBlocks(Rng.from(start), blocksPerRow, columns);
      return inBlocks(choices.get(columns, choose), blockSize, offset);
    },
  };
}

/** Rows are drawn in order up to the one that is asked for, so that each is the same whenever it is. */
function chosenBlocks(rng: Rng, count: number, columns: number): ResolvedPattern {
  const rows: (readonly number[])[] = [];
  const none: readonly number[] = [];
  const row = (i: number): readonly number[] => {
    if (i < 0) return none;
    while (rows.length <= i) rows.push(sample(rng, Math.min(count, columns), columns));
    return rows[i];
  };
  return {
    allows: (i, j) => row(i).includes(j),
    block(i0, i1, j0, j1) {
      let [some, all] = [false, true];
      for (let i = i0; i < i1 && !(some && !all); i++) {
        let seen = 0;
        for (const j of row(i)) if (j >= j0 && j < j1) seen++;
        some ||= seen > 0;
        all &&= seen === j1 - j0;
      }
      if (!some) return 'empty';
      return all ? 'full' : 'partial';
    },
  };
}

/** `count` different numbers below `n` (Floyd, 1987). */
function sample(rng: Rng, count: number, n: number): number[] {
  const chosen = new Set<number>();
  for (let last = n - count; last < n; last++) {
    const number = rng.integer(last + 1);
    chosen.add(chosen.has(number) ? last : number);
  }
  return [...chosen];
}
