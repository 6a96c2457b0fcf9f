import { int32View, kernels } from '../../runtime/index.ts';
import { type BlockMap, type BlockMaps, TILE_WORDS } from '../blockMap.ts';
import { tensor } from '../creation.ts';
import { broadcastStrides, type Shape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';

// The kernels read one int32 tensor: for each head of each sequence the word at which its map begins, and the maps, in the
// layout of assembly/attention/blockMap.ts.

const WORDS_A_RUN = 3;

/** What may be seen, for the kernels: a block map, a mask [B, H, L, S]-like of bool, or both. Null without either. */
export function attentionMaps(
  blocks: BlockMaps | null,
  mask: Tensor | null,
  [B, H, L, S]: readonly number[],
): Tensor | null {
  const base = blocks === null ? null : packMaps(blocks, B * H);
  if (mask === null) return base;
  return packMask(mask, base, [B, H, L, S]);
}

const packed = new WeakMap<BlockMap, Int32Array>();

/** A map's words. Where its runs and tiles begin is counted from its own beginning. */
function wordsOf(map: BlockMap): Int32Array {
  let words = packed.get(map);
  if (words === undefined) {
    const { rows, runs, tiles } = map;
    const runsAt = rows.length;
    const tilesAt = runsAt + runs.length;
    words = new Int32Array(tilesAt + tiles.length);
    words.set(rows.map((run) => runsAt + run * WORDS_A_RUN));
    words.set(runs, runsAt);
    for (let at = runsAt + 2; at < tilesAt; at += WORDS_A_RUN) {
      words[at] = words[at] < 0 ? 0 : tilesAt + words[at] * TILE_WORDS;
    }
    words.set(tiles, tilesAt);
    packed.set(map, words);
  }
  return words;
}

function packMaps({ maps, index }: BlockMaps, heads: number): Tensor {
  const words = maps.map(wordsOf);
  let size = heads;
  const begins = words.map(({ length }) => {
    size += length;
    return size - length;
  });
  const all = new Int32Array(size);
  for (let head = 0; head < heads; head++) all[head] = begins[index === null ? 0 : index[head]];
  for (const [i, part] of words.entries()) all.set(part, begins[i]);
  return tensor(all);
}

/** One map for each part of the mask that is stored apart: those of heads that it is broadcast to are shared. */
function packMask(mask: Tensor, base: Tensor | null, shape: Shape): Tensor {
  const [B, H, L, S] = shape;
  const { maskMap, maskMapWords } = kernels();
  const [ofBatch, ofHead, ofRow, ofColumn] = broadcastStrides(mask.shape, mask.strides, shape);
  const shared = (stride: number) => stride === 0 && base === null;
  const sequences = shared(ofBatch) ? 1 : B;
  const heads = shared(ofHead) ? 1 : H;
  const room = maskMapWords(L, S);
  const all = empty([B * H + sequences * heads * room], 'int32');
  const header = new Int32Array(B * H);
  const limits = base === null ? null : int32View(base.pointer, B * H).slice();
  let at = B * H;
  for (let b = 0; b < sequences; b++) {
    for (let h = 0; h < heads; h++) {
      const from = mask.pointer + b * ofBatch + h * ofHead;
      const limit = base === null || limits === null ? 0 : base.pointer + 4 * limits[b * H + h];
      const words = maskMap(L, S, from, ofRow, ofColumn, limit, all.pointer + 4 * at);
      for (let i = 0; i < B * H; i++) {
        const here = (sequences === 1 || Math.floor(i / H) === b) && (heads === 1 || i % H === h);
        if (here) header[i] = at;
      }
      at += words;
    }
  }
  int32View(all.pointer, B * H).set(header);
  return all;
}
