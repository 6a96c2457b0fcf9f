import { BLOCK, type BlockMap, type BlockMaps } from '../tensor/blockMap.ts';
import type { AttentionParts } from './attention.ts';
import type { AttentionCost, AttentionShape } from './mechanism.ts';
import type { Pattern } from './patterns/index.ts';
import { lower } from './patterns/lower.ts';

const FLOAT = 4;

/**
 * Exact attention: pairs (E + Ev) multiply-adds with a score that is a dot product, where `pairs` are those of the pattern's
 * blocks, B H L S without one. Under softmax it holds the output and a number for each query; any other way, scores and weights.
 */
export function exactCost(
  { score, normalizer, pattern, positions }: AttentionParts,
  shape: AttentionShape,
): AttentionCost {
  const { B, H, L, S, E, Ev } = shape;
  const { pairs, bytes } = patternCost(pattern, shape);
  const parts = [score.cost?.(shape), positions?.cost?.(shape)];
  const before = parts.reduce((sum, part) => sum + (part?.multiplyAdds ?? 0), 0);
  const held = parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0);
  const isProduct = score.asDotProduct !== undefined;
  const product = isProduct ? (score.productDim ?? E) : 0;
  if (normalizer.isSoftmax && isProduct) {
    return {
      multiplyAdds: before + pairs * (product + Ev),
      bytes: held + bytes + FLOAT * B * H * L * (Ev + 1),
    };
  }
  return {
    multiplyAdds: before + B * H * L * S * (product + Ev),
    bytes: held + FLOAT * B * H * L * (2 * S + Ev),
  };
}

type Sizes = Pick<AttentionShape, 'B' | 'H' | 'L' | 'S'>;

/** Pairs of queries and keys that the kernel computes for a pattern, over all heads, and the bytes of its block maps. */
export function patternCost(pattern: Pattern, sizes: Sizes): { pairs: number; bytes: number } {
  const { B, H, L, S } = sizes;
  return blocksCost(lower(pattern, L, S, B, H), sizes);
}

/** The same of block maps. */
export function blocksCost(
  blocks: BlockMaps | null,
  { B, H, L, S }: Sizes,
): { pairs: number; bytes: number } {
  if (blocks === null) return { pairs: B * H * L * S, bytes: 0 };
  const { maps, index } = blocks;
  const pairs = maps.map(pairsOf);
  return {
    pairs: index === null ? B * H * pairs[0] : index.reduce((sum, map) => sum + pairs[map], 0),
    bytes:
      4 * maps.reduce((sum, { rows, runs, tiles }) => sum + rows.length + runs.length + tiles.length, B * H),
  };
}

function pairsOf({ queries, keys, rows, runs }: BlockMap): number {
  let pairs = 0;
  for (let row = 0; row < rows.length - 1; row++) {
    const height = Math.min(BLOCK, queries - row * BLOCK);
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      const [first, end] = runs.subarray(3 * run, 3 * run + 2);
      pairs += height * (Math.min(end * BLOCK, keys) - first * BLOCK);
    }
  }
  return pairs;
}
