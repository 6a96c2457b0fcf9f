import type { BlockMap, BlockMaps } from '../../tensor/blockMap.ts';
import { fusedAttention, ValueError } from '../../tensor/index.ts';
import { attention } from '../attention.ts';
import { blocksCost } from '../attentionCost.ts';
import { defineMechanism, type HeadInputs } from '../defineMechanism.ts';
import type { AttentionCost, AttentionShape, Mechanism } from '../mechanism.ts';
import { softmax } from '../normalizers/index.ts';
import { blockMapOf } from '../patterns/blockMapOf.ts';
import { and, dilatedWindow, padding, slidingWindow, type WindowWidths } from '../patterns/index.ts';
import { lower } from '../patterns/lower.ts';
import { LruCache } from '../patterns/lruCache.ts';
import { windowWidths } from '../patterns/slidingWindow.ts';
import { countInPhase, maskPhases, mergePhases, rowsOfPhase, splitPhases } from '../phases.ts';
import { scaledDot } from '../scores/index.ts';
import { checkOptions } from './checkOptions.ts';

export interface StridedOptions {
  /** A query sees every so many-th position, from its own on. */
  readonly stride: number;
  /** How many of them on either side; all by default. */
  readonly window?: number | WindowWidths;
  /** Those before it alone. */
  readonly causal?: boolean;
}

const FLOAT = 4;
const ADVICE =
  'It looks along one sequence; attention with dilatedWindow(window, { dilation, align }) serves other lengths.';
/** Training meets batches of many lengths. */
const KEPT = 64;

/**
 * A query sees every stride-th position, at most `window` of them on either side:
 *
 *     output_i = sum over j of softmax(q_i k_j / sqrt(E)) v_j,   j = i + n stride,   |n| <= window
 *
 * query, key [B, H, L, E], value [B, H, L, Ev] -> [B, H, L, Ev]. It is attention under `dilatedWindow(window, { dilation: stride })`,
 * but costs what it looks at, B H L min(2 window + 1, L / stride) (E + Ev) multiply-adds, in whole blocks: positions are taken by phase,
 * i mod stride, which makes neighbours of them, and each phase attends like a head of its own. Nothing is copied for that where
 * stride divides L and heads lie evenly, as those of a batch of one sequence do. It decodes by a `KVCache`, as attention under that
 * window does.
 *
 * Source: Child et al., 2019 (Sparse Transformers), the strided half of their factorized attention, whose l is our stride and
 * whose other half is `slidingWindow`; with a window, the dilated sliding windows of Beltagy et al., 2020 (Longformer).
 *
 * @throws ValueError unless stride is a whole number from 1 and window one from 0 on, or Infinity; ShapeError at the call when L
 * differs from S.
 */
export function strided(options: StridedOptions): Mechanism {
  checkOptions('strided', options, 'stride');
  const { stride, window = Number.POSITIVE_INFINITY, causal = false } = options;
  if (!(Number.isInteger(stride) && stride >= 1)) {
    throw new ValueError(`strided: stride must be a whole number from 1 on; got ${stride}`);
  }
  const { before, after } = windowWidths('strided', window);
  const widths = { before, after: causal ? 0 : after };
  const blocks = phaseBlocks(stride, widths);
  const pattern = dilatedWindow(widths, { dilation: stride });
  return defineMechanism({
    name: `strided(${stride})`,
    selfAttention: ADVICE,
    causal: widths.after === 0,
    cached:
      widths.after === 0
        ? attention({ score: scaledDot(), normalizer: softmax(), pattern }).cached
        : undefined,
    attend: (inputs) => attend(stride, blocks, inputs),
    cost: (shape) => cost(stride, blocks, shape),
  });
}

/** Who sees whom within each phase of each head of each sequence of L positions, of which `lengths` are real. */
type PhaseBlocks = (sizes: readonly number[], lengths: readonly number[] | null) => BlockMaps | null;

function phaseBlocks(stride: number, widths: WindowWidths): PhaseBlocks {
  const window = slidingWindow(widths);
  const kept = new LruCache<string, BlockMap>(KEPT);
  const mapOf = (R: number, real: number): BlockMap =>
    kept.get(`${R},${real}`, () => blockMapOf(and(window, padding([real])).at(R, R), R, R));
  return ([B, H, L], lengths) => {
    const R = rowsOfPhase(L, stride);
    if (lengths === null && R * stride === L) return lower(window, R, R, B * H, stride);
    const maps: BlockMap[] = [];
    const index = new Int32Array(B * H * stride);
    for (const n of index.keys()) {
      const b = Math.floor(n / (H * stride));
      const map = mapOf(R, countInPhase(lengths?.[b] ?? L, stride, n % stride));
      const known = maps.indexOf(map);
      index[n] = known < 0 ? maps.push(map) - 1 : known;
    }
    return { maps, index };
  };
}

function attend(stride: number, blocksOf: PhaseBlocks, inputs: HeadInputs) {
  const { query, key, value, lengths, mask, dropout } = inputs;
  const sizes = query.shape;
  const [q, k, v] = [query, key, value].map((x) => splitPhases(x, stride));
  const output = fusedAttention(q, k, v, {
    blocks: blocksOf(sizes, lengths),
    mask: mask && maskPhases(mask, sizes, stride),
    dropout: dropout && { p: dropout.p, seed: dropout.rng.bits() },
  });
  return { output: mergePhases(output, sizes) };
}

function cost(
  stride: number,
  blocksOf: PhaseBlocks,
  { B, H, L, E, Ev, headsApart }: AttentionShape,
): AttentionCost {
  const R = rowsOfPhase(L, stride);
  const { pairs, bytes } = blocksCost(blocksOf([B, H, L], null), { B: B * H, H: stride, L: R, S: R });
  const rows = B * H * R * stride;
  // Heads that lie unevenly, and positions that are made up, take queries, keys and values anew.
  const copied = R * stride === L && !headsApart ? 0 : 2 * E + Ev;
  return { multiplyAdds: pairs * (E + Ev), bytes: bytes + FLOAT * rows * (Ev + 1 + copied) };
}
