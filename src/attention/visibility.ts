import { type BlockMaps, unpackBlockMap } from '../tensor/blockMap.ts';
import { expandDims, lengthMask, logicalAnd, type Tensor, tensor, tidy } from '../tensor/index.ts';

/**
 * Who may look at whom by a pattern's blocks, lengths and a mask together: bool, broadcasting to [B, H, L, S]; null where
 * every query sees every key.
 */
export function visibility(
  blocks: BlockMaps | null,
  lengths: readonly number[] | null,
  mask: Tensor | null,
  B: number,
  H: number,
  S: number,
): Tensor | null {
  return tidy(() => {
    const parts: Tensor[] = [];
    if (blocks !== null) parts.push(blockMask(blocks, B, H));
    if (lengths !== null) parts.push(expandDims(expandDims(lengthMask(lengths, S), 1), 1));
    if (mask !== null) parts.push(mask);
    if (parts.length === 0) return null;
    // A mask of the caller's must not be freed with the others.
    return parts.length === 1 ? parts[0].view() : parts.reduce((a, b) => logicalAnd(a, b));
  });
}

/** [L, S] where all heads have one map, [B, H, L, S] otherwise. */
function blockMask({ maps, index }: BlockMaps, B: number, H: number): Tensor {
  const { queries: L, keys: S } = maps[0];
  if (index === null) return tensor(unpackBlockMap(maps[0]), { shape: [L, S] });
  const planes = maps.map(unpackBlockMap);
  const data = new Uint8Array(B * H * L * S);
  for (const [head, map] of index.entries()) data.set(planes[map], head * L * S);
  return tensor(data, { shape: [B, H, L, S] });
}
