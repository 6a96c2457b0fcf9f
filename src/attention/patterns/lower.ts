import { BLOCK, type BlockMap, type BlockMaps } from '../../tensor/blockMap.ts';
import { ShapeError } from '../../tensor/index.ts';
import { blockMapOf } from './blockMapOf.ts';
import { LruCache } from './lruCache.ts';
import type { Pattern, ResolvedPattern } from './pattern.ts';

/** Training meets batches of many lengths; so many of them are kept for each pattern. */
const KEPT = 32;

const lowerings = new WeakMap<Pattern, LruCache<string, BlockMaps | null>>();

/**
 * The block maps of a pattern for B sequences of L queries and S keys in H heads, which are kept; null where every query
 * sees every key.
 *
 * @throws ShapeError where the pattern makes no sense for these lengths, or is for another number of sequences or heads.
 */
export function lower(pattern: Pattern, L: number, S: number, B: number, H: number): BlockMaps | null {
  const variants = resolve(pattern, L, S, B, H);
  // Decoding asks for new lengths at each step, mostly of a query that sees everything: nothing is made or kept for it.
  if (L === 0 || S === 0 || variants.every((variant) => variant.block(0, L, 0, S) === 'full')) return null;
  let cache = lowerings.get(pattern);
  if (cache === undefined) {
    cache = new LruCache(KEPT);
    lowerings.set(pattern, cache);
  }
  const key = variants.length === 1 ? `${L},${S}` : `${L},${S},${B},${H}`;
  return cache.get(key, () => lowerAll(variants, pattern, L, S, B, H));
}

/** What the pattern is in each head of each sequence, as far as it tells them apart. */
function resolve(pattern: Pattern, L: number, S: number, B: number, H: number): ResolvedPattern[] {
  const { sequences = 1, heads = 1 } = pattern;
  checkCount(pattern, 'sequences', B);
  checkCount(pattern, 'heads', H);
  const variants: ResolvedPattern[] = [];
  for (let b = 0; b < sequences; b++) {
    for (let h = 0; h < heads; h++) variants.push(pattern.at(L, S, b, h));
  }
  return variants;
}

function checkCount(pattern: Pattern, what: 'sequences' | 'heads', given: number): void {
  const { name, [what]: count = given } = pattern;
  if (count !== given) throw new ShapeError(`${name}: was made for ${count} ${what}; got ${given}`);
}

function lowerAll(
  ...[variants, pattern, L, S, B, H]: [readonly ResolvedPattern[], Pattern, number, number, number, number]
): BlockMaps | null {
  const maps: BlockMap[] = [];
  const places = variants.map((variant) => {
    const map = blockMapOf(variant, L, S);
    const known = maps.findIndex((other) => sameMap(map, other));
    return known < 0 ? maps.push(map) - 1 : known;
  });
  if (maps.length === 1) return isFull(maps[0]) ? null : { maps, index: null };
  const { sequences = 1, heads = 1 } = pattern;
  const index = Int32Array.from({ length: B * H }, (_, n) => {
    const [b, h] = [Math.floor(n / H) % sequences, (n % H) % heads];
    return places[b * heads + h];
  });
  return { maps, index };
}

function isFull({ keys, rows, runs }: BlockMap): boolean {
  const end = Math.ceil(keys / BLOCK);
  const whole = [0, end, -1];
  return runs.length === 3 * (rows.length - 1) && runs.every((x, n) => x === whole[n % 3]);
}

function sameMap(a: BlockMap, b: BlockMap): boolean {
  return same(a.rows, b.rows) && same(a.runs, b.runs) && same(a.tiles, b.tiles);
}

function same(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((x, n) => x === b[n]);
}
