/** Queries and keys along a side of a block of the L x S matrix of who may look at whom. */
export const BLOCK = 64;

/** Words of 32 bits that say who meets whom in a partial block: for each of 64 queries two, its keys 0 to 31 and 32 to 63. */
export const TILE_WORDS = 2 * BLOCK;

/**
 * Which keys a query may look at, in blocks of 64 x 64: what attention's kernels run on, so that an empty block costs
 * nothing. For each block of queries there is a list of runs of key blocks, in ascending order and apart: a full run may
 * be many blocks wide, a partial one is one block with its bits.
 */
export interface BlockMap {
  readonly queries: number;
  readonly keys: number;
  /** Block of queries r owns runs rows[r] to rows[r + 1] - 1; ceil(L / 64) + 1 of them. */
  readonly rows: Int32Array;
  /** Three numbers a run: its first key block, the one behind its last, and the number of its tile, or -1 when full. */
  readonly runs: Int32Array;
  /** TILE_WORDS a tile; bit 1 = may attend. Bits beyond L or S are not read. Equal tiles may be shared. */
  readonly tiles: Int32Array;
}

/**
 * The maps of every head of every sequence: `maps[index[b * heads + h]]`, or the only one of `maps` for all where
 * `index` is null.
 */
export interface BlockMaps {
  readonly maps: readonly BlockMap[];
  readonly index: Int32Array | null;
}

/** A map as the L x S matrix that it stands for, row by row: 1 where a query may look at a key. */
export function unpackBlockMap({ queries: L, keys: S, rows, runs, tiles }: BlockMap): Uint8Array {
  const allowed = new Uint8Array(L * S);
  for (let i = 0; i < L; i++) {
    const row = Math.floor(i / BLOCK);
    for (let run = rows[row]; run < rows[row + 1]; run++) {
      const [first, end, tile] = runs.subarray(3 * run, 3 * run + 3);
      const from = first * BLOCK;
      const to = Math.min(S, end * BLOCK);
      if (tile < 0) {
        allowed.fill(1, i * S + from, i * S + to);
        continue;
      }
      const words = tile * TILE_WORDS + 2 * (i % BLOCK);
      for (let j = from; j < to; j++)
        allowed[i * S + j] = (tiles[words + ((j - from) >> 5)] >>> (j - from)) & 1;
    }
  }
  return allowed;
}
