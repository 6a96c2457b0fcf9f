import {
  broadcastTo,
  expandDims,
  greater,
  lengthMask,
  pad,
  reshape,
  type Tensor,
  tidy,
  where,
} from '../../../tensor/index.ts';

/** [B, H, L, n] -> [B, H, N, size, n]; what is missing in the last block is 0. */
export function cutIntoBlocks(x: Tensor, size: number): Tensor {
  const [B, H, L, n] = x.shape;
  const N = Math.ceil(L / size);
  return tidy(() => reshape(padPositions(x, N * size - L), [B, H, N, size, n]));
}

function padPositions(x: Tensor, missing: number): Tensor {
  const around = x.shape.map((_, axis): [number, number] => [0, axis === 2 ? missing : 0]);
  return missing === 0 ? x : pad(x, around);
}

/**
 * Which places of blocks hold a position: bool [B, H, N, size], from which keys are visible (bool, broadcasting to [B, H, 1, S];
 * null where all are); null where all places do.
 */
export function realPlaces(
  visible: Tensor | null,
  [B, H, S]: readonly number[],
  size: number,
): Tensor | null {
  const N = Math.ceil(S / size);
  if (visible === null && N * size === S) return null;
  return tidy(() => {
    const keys = visible ?? reshape(lengthMask([S], S), [1, 1, 1, S]);
    const positions = reshape(broadcastTo(keys, [B, H, 1, S]), [B, H, S, 1]);
    return reshape(padPositions(positions, N * size - S), [B, H, N, size]);
  });
}

/** Blocks [B, H, N, size, n] with 0 in places that hold nothing. */
export function emptied(blocks: Tensor, real: Tensor | null): Tensor {
  return real === null ? blocks : tidy(() => where(expandDims(real, -1), blocks, 0));
}

/** Which blocks hold anything, from how much of each place is real: [B, H, N, size] -> bool [B, H, N]. */
export function heldBlocks(amount: Tensor): Tensor {
  return tidy(() => greater(amount.sum(-1), 0));
}
