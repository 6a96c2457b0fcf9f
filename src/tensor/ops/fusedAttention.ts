import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import type { BlockMaps } from '../blockMap.ts';
import { requireFloat, tensor, zeros } from '../creation.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, broadcastStrides, type Shape, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { attentionMaps } from './attentionMaps.ts';
import { copy } from './copy.ts';
import { sumTo } from './sumTo.ts';
import { permute } from './transpose.ts';

export interface FusedAttentionOptions {
  /** What scores are multiplied with; 1 / sqrt(E) by default. */
  readonly scale?: number;
  /** Who may look at whom, in blocks; everything by default. */
  readonly blocks?: BlockMaps | null;
  /** For each of the B sequences, how many keys are real; all S by default. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool, broadcast to [B, H, L, S]; true = may attend. */
  readonly mask?: Tensor | null;
  /** float32, broadcast to [B, H, L, S]; added to the scaled scores. It may require a gradient. */
  readonly bias?: Tensor | null;
  /** Weights are dropped with probability `p`, the same ones for the same `seed`. */
  readonly dropout?: { readonly p: number; readonly seed: number } | null;
}

interface Plan {
  readonly scale: number;
  readonly threshold: number;
  readonly keepScale: number;
  readonly seed: number;
}

/** What a pass reads besides queries, keys and values. */
interface Restrictions {
  /** int32 [B]. */
  readonly lengths: Tensor | null;
  /** See attentionMaps. */
  readonly maps: Tensor | null;
  /** Broadcast to [B, H, L, S]. */
  readonly bias: Tensor | null;
}

/**
 * softmax(scale * q kᵀ + bias) v in one pass, without ever holding the L x S weights: q [B, H, L, E], k [B, Hk, S, E],
 * v [B, Hk, S, Ev] -> [B, H, L, Ev]. H is a multiple of Hk, and each head of keys serves H / Hk heads of queries side by
 * side (Ainslie et al., 2023, grouped-query attention; Shazeer, 2019, with one). Heads may be strided views; the result's
 * memory is laid out [B, L, H, Ev], so that heads merge without a copy. A query that may look at nothing gives zeros. The
 * backward pass computes the weights again (Dao et al., 2022, FlashAttention).
 *
 * @throws ShapeError, DTypeError or ValueError if an argument does not fit.
 */
export function fusedAttention(q: Tensor, k: Tensor, v: Tensor, options: FusedAttentionOptions = {}): Tensor {
  requireFloat('attention', q, k, v);
  checkShapes(q, k, v);
  const plan = makePlan(q, k, options);
  const { bias = null } = options;
  return tidy(() => {
    const maps = mapsOf(q, k, options);
    const lengths = lengthsOf(q, k, options);
    const [out, lse] = forward(rowsOf(q), rowsOf(k), rowsOf(v), { lengths, maps, bias }, plan);
    const inputs = bias === null ? [q, k, v] : [q, k, v, bias];
    const extra = [lengths, maps, bias].filter((x) => x !== null);
    return record('attention', out, inputs, [q, k, v, out, lse, ...extra], (g, saved, needs) => {
      const [q, k, v, out, lse, ...rest] = saved;
      const next = (there: Tensor | null) => (there === null ? null : (rest.shift() as Tensor));
      const restrictions = { lengths: next(lengths), maps: next(maps), bias: next(bias) };
      const operands = [q, k, v].map(rowsOf) as [Tensor, Tensor, Tensor];
      return backward(operands, restrictions, plan, out, lse, rowsOf(g), needs[3] ?? false);
    });
  });
}

function mapsOf(q: Tensor, k: Tensor, { blocks = null, mask = null }: FusedAttentionOptions): Tensor | null {
  const [B, H, L] = q.shape;
  return attentionMaps(blocks, mask, [B, H, L, k.shape[2]]);
}

/** How many keys each sequence has, int32 [B], as the kernels read it. */
function lengthsOf(q: Tensor, k: Tensor, { lengths }: FusedAttentionOptions): Tensor | null {
  return lengths == null ? null : tensor(Int32Array.from(checkLengths(lengths, q.shape[0], k.shape[2])));
}

function checkShapes(q: Tensor, k: Tensor, v: Tensor): void {
  const fits =
    q.rank === 4 &&
    k.rank === 4 &&
    v.rank === 4 &&
    q.shape[0] === k.shape[0] &&
    sameShape(k.shape.slice(0, 3), v.shape.slice(0, 3)) &&
    q.shape[3] === k.shape[3];
  const got = `got query ${formatShape(q.shape)}, key ${formatShape(k.shape)} and value ${formatShape(v.shape)}`;
  if (!fits) {
    throw new ShapeError(
      `attention: needs query [B, H, L, E], key [B, Hk, S, E] and value [B, Hk, S, Ev]; ${got}`,
    );
  }
  if (k.shape[1] === 0 ? q.shape[1] !== 0 : q.shape[1] % k.shape[1] !== 0) {
    throw new ShapeError(`attention: the heads of queries must be a multiple of those of keys; ${got}`);
  }
}

function makePlan(q: Tensor, k: Tensor, options: FusedAttentionOptions): Plan {
  const [B, H, L, E] = q.shape;
  const S = k.shape[2];
  const { scale = 1 / Math.sqrt(E), mask = null, bias = null, blocks = null, dropout = null } = options;
  if (dropout !== null && !(dropout.p >= 0 && dropout.p < 1)) {
    throw new ValueError(`attention: dropout must be in [0, 1); got ${dropout.p}`);
  }
  if (mask !== null && mask.dtype !== 'bool') {
    throw new DTypeError(
      `attention: the mask must be bool, true where a query may attend; got ${mask.dtype}`,
    );
  }
  if (mask !== null) checkBroadcast('mask', mask, [B, H, L, S]);
  if (bias !== null) {
    requireFloat('attention bias', bias);
    checkBroadcast('bias', bias, [B, H, L, S]);
  }
  for (const { queries, keys } of blocks?.maps ?? []) {
    if (queries === L && keys === S) continue;
    throw new ShapeError(
      `attention: a block map for ${queries} queries and ${keys} keys does not fit L = ${L} and S = ${S}`,
    );
  }
  const p = dropout?.p ?? 0;
  return {
    scale,
    threshold: Math.round(p * 2 ** 31),
    keepScale: 1 / (1 - p),
    seed: dropout?.seed ?? 0,
  };
}

function checkBroadcast(what: string, x: Tensor, full: Shape): void {
  if (sameShape(broadcastShapes(`attention ${what}`, x.shape, full), full)) return;
  throw new ShapeError(
    `attention: the ${what} must broadcast to [B, H, L, S] = ${formatShape(full)}; got ${formatShape(x.shape)}`,
  );
}

/** One whole number from 0 to S for each sequence. */
export function checkLengths(lengths: ArrayLike<number>, B: number, S: number): number[] {
  const checked = Array.from(lengths);
  if (checked.length !== B || checked.some((n) => !Number.isInteger(n) || n < 0 || n > S)) {
    throw new ValueError(
      `attention: lengths must be ${B} whole numbers (one a sequence) from 0 to ${S} (S, the keys); got [${checked.join(', ')}]`,
    );
  }
  return checked;
}

/** The kernels read rows whose elements lie side by side. */
function rowsOf(x: Tensor): Tensor {
  return x.strides[3] === 1 || x.shape[3] === 1 ? x : copy(x);
}

/** [B, H, L, n] whose memory is laid out [B, L, H, n]. */
function headsInRows(B: number, H: number, L: number, n: number): Tensor {
  return permute(empty([B, L, H, n], 'float32', 'attention'), [0, 2, 1, 3]);
}

/** A gradient in the order of its operand, so that neither heads that are views nor dense leaves need a copy of it. */
function laidOutLike(x: Tensor): Tensor {
  const [B, H, L, n] = x.shape;
  return x.isDense ? empty(x.shape, 'float32', 'attention') : headsInRows(B, H, L, n);
}

/** Where an operand [B, H, rows, n] lies, and its strides over sequences, heads and rows. */
function place({ pointer, strides }: Tensor): [pointer: number, batch: number, head: number, row: number] {
  return [pointer, strides[0], strides[1], strides[2]];
}

type Kernel = ReturnType<typeof kernels>['attentionForward'];
/** What both passes begin with: all but the output's place and its sums. */
type CommonArguments =
  Parameters<Kernel> extends [...infer Common, number, number, number, number, number] ? Common : never;

function commonArguments(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  { lengths, maps, bias }: Restrictions,
  plan: Plan,
): CommonArguments {
  const [B, H, L, E] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const full = [B, H, L, S];
  const [biasB, biasH, biasRow, biasColumn] =
    bias === null ? [0, 0, 0, 0] : broadcastStrides(bias.shape, bias.strides, full);
  return [
    ...([B, H, Hk, L, S, E, Ev] as const),
    ...place(q),
    ...place(k),
    ...place(v),
    ...([plan.scale, lengths?.pointer ?? 0, maps?.pointer ?? 0] as const),
    ...([bias?.pointer ?? 0, biasB, biasH, biasRow, biasColumn] as const),
    ...([plan.threshold, plan.keepScale, plan.seed] as const),
  ];
}

function forward(q: Tensor, k: Tensor, v: Tensor, restrictions: Restrictions, plan: Plan): [Tensor, Tensor] {
  const [B, H, L] = q.shape;
  const out = headsInRows(B, H, L, v.shape[3]);
  const lse = empty([B, H, L]);
  kernels().attentionForward(...commonArguments(q, k, v, restrictions, plan), ...place(out), lse.pointer);
  return [out, lse];
}

function backward(
  [q, k, v]: [Tensor, Tensor, Tensor],
  restrictions: Restrictions,
  plan: Plan,
  out: Tensor,
  lse: Tensor,
  g: Tensor,
  needsBias: boolean,
): Tensor[] {
  const [dq, dk, dv] = [q, k, v].map(laidOutLike);
  const dbias = needsBias ? zeros([q.shape[0], q.shape[1], q.shape[2], k.shape[2]]) : null;
  kernels().attentionBackward(
    ...commonArguments(q, k, v, restrictions, plan),
    ...place(out),
    lse.pointer,
    ...place(g),
    ...place(dq),
    ...place(dk),
    ...place(dv),
    dbias?.pointer ?? 0,
  );
  const { bias } = restrictions;
  return dbias === null || bias === null ? [dq, dk, dv] : [dq, dk, dv, sumTo(dbias, bias.shape)];
}
