import { mul, reshape, scatterAdd, slice, type Tensor, tensor, tidy } from '../../tensor/index.ts';

/** The positions of each head of each sequence, cut into `count` runs as equal as can be. */
export interface Segments {
  /** [B, H, n, E] -> [B, H, count, E]: the mean over each run, zeros for a run of nothing. */
  means(x: Tensor): Tensor;
  /** Where runs are not empty: bool [B, H, 1, count]; null where none is. */
  readonly present: Tensor | null;
}

/**
 * Runs over the positions that count, in their order: `counted` bool, [B, H, n] flat. Where fewer than `count` do, each is a run of
 * its own, and the last runs are empty.
 */
export function segmentsOf(counted: Uint8Array, [B, H, n]: readonly number[], count: number): Segments {
  const heads = B * H;
  // What does not count goes to a row behind all others.
  const rows = new Int32Array(heads * n).fill(heads * count);
  const shares = new Float32Array(heads * count);
  for (let head = 0; head < heads; head++) {
    const total = counted.subarray(head * n, (head + 1) * n).reduce((sum, x) => sum + x, 0);
    const runs = Math.min(count, total);
    let rank = 0;
    for (let j = head * n; j < (head + 1) * n; j++) {
      if (counted[j] === 0) continue;
      rows[j] = head * count + Math.floor((rank++ * runs) / total);
      shares[rows[j]]++;
    }
  }
  const whole = shares.every((size) => size > 0);
  return {
    means: (x) =>
      tidy(() => {
        const E = x.shape[3];
        const sums = scatterAdd([heads * count + 1, E], tensor(rows), reshape(x, [heads * n, E]));
        const factors = tensor(shares.map((size) => (size > 0 ? 1 / size : 0)), { shape: [heads * count, 1] });
        return reshape(mul(slice(sums, 0, 0, heads * count), factors), [B, H, count, E]);
      }),
    present: whole
      ? null
      : tensor(
          Uint8Array.from(shares, (size) => Number(size > 0)),
          { shape: [B, H, 1, count] },
        ),
  };
}
