import {
  broadcastTo,
  mul,
  reshape,
  scatterAdd,
  slice,
  type Tensor,
  tensor,
  tidy,
} from '../../../tensor/index.ts';

/** The positions of each head of each sequence, cut into runs. */
export interface Segments {
  /** Which runs have positions: bool [B, H, 1, count]; null where all have. */
  readonly present: Tensor | null;
  /** The mean over each run: [B, H, n, E] -> [B, H, count, E], zeros for a run of nothing. */
  means(x: Tensor): Tensor;
}

/**
 * The n positions, or those that are visible (bool, broadcasting to [B, H, 1, n]), in `count` runs that differ by one position at
 * the most. Where there are fewer positions, each is a run of its own, and the last runs have none.
 */
export function segmentsOf(
  visible: Tensor | null,
  [B, H, n]: readonly [B: number, H: number, n: number],
  count: number,
): Segments {
  const { runs, sizes } = cut(visible && broadcastTo(visible, [B, H, 1, n]).read(), B * H, n, count);
  const shape = [B, H, 1, count];
  return {
    present: sizes.includes(0)
      ? tensor(
          Uint8Array.from(sizes, (size) => Math.min(size, 1)),
          { shape },
        )
      : null,
    means: (x) =>
      tidy(() => {
        const E = x.shape[3];
        // Behind the runs there is a row for what belongs to none.
        const sums = scatterAdd([sizes.length + 1, E], tensor(runs), reshape(x, [-1, E]));
        const factors = tensor(
          sizes.map((size) => 1 / Math.max(size, 1)),
          { shape: [sizes.length, 1] },
        );
        return reshape(mul(slice(sums, 0, 0, sizes.length), factors), [B, H, count, E]);
      }),
  };
}

/** For each position its run, of all heads' runs, and for each run its number of positions. */
function cut(visible: ArrayLike<number> | null, heads: number, n: number, count: number) {
  const runs = new Int32Array(heads * n).fill(heads * count);
  const sizes = new Float32Array(heads * count);
  const counts = (at: number): boolean => visible === null || visible[at] !== 0;
  for (let head = 0; head < heads; head++) {
    const [from, to] = [head * n, (head + 1) * n];
    let total = 0;
    for (let at = from; at < to; at++) if (counts(at)) total++;
    const used = Math.min(count, total);
    let rank = 0;
    for (let at = from; at < to; at++) {
      if (!counts(at)) continue;
      runs[at] = head * count + Math.floor((rank++ * used) / total);
      sizes[runs[at]]++;
    }
  }
  return { runs, sizes };
}
