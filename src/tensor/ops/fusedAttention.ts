import { kernels } from '../../runtime/index.ts';
import { isRecording, recordMany } from '../autograd/record.ts';
import type { BlockMaps } from '../blockMap.ts';
import { requireFloat, tensor, zeros } from '../creation.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, broadcastStrides, type Shape, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { attentionMaps } from './attentionMaps.ts';
import { contiguous, copy } from './copy.ts';
import { sumTo } from './sumTo.ts';

export interface FusedAttentionOptions {
  /** What scores are multiplied with; 1 / sqrt(E) by default. */
  readonly scale?: number;
  /** Who may look at whom, in blocks; everything by default. */
  readonly blocks?: BlockMaps | null;
  /** The same as int32 words, as `attentionMaps` lays them out, from an op that makes its own; then without blocks and mask. */
  readonly maps?: Tensor | null;
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
  return attend(q, k, v, options, false)[0];
}

/**
 * The same, and `lse` [B, H, L], the logarithm of the sum of each query's exponentials, log Σ_j exp(scores_ij): what it takes
 * to join attention to several sets of keys, each computed apart. A query that may look at nothing has -Infinity. Gradients
 * pass through both. The output is dense here, since it is a part of something yet.
 *
 * @throws as fusedAttention.
 */
export function fusedAttentionLse(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: FusedAttentionOptions = {},
): { output: Tensor; lse: Tensor } {
  const [output, lse] = attend(q, k, v, options, true);
  return { output, lse };
}

/** The output, and the rows' log-sum-exp if that is wanted. */
function attend(q: Tensor, k: Tensor, v: Tensor, options: FusedAttentionOptions, withLse: boolean): Tensor[] {
  requireFloat('attention', q, k, v);
  checkShapes(q, k, v);
  const plan = makePlan(q, k, options);
  const { bias = null } = options;
  return tidy(() => {
    const maps = mapsOf(q, k, options);
    const lengths = lengthsOf(q, k, options);
    const [B, H, L] = q.shape;
    const Ev = v.shape[3];
    const out = withLse ? empty([B, H, L, Ev], 'float32', 'attention') : headsInRows(B, H, L, Ev);
    const logSums = forward(rowsOf(q), rowsOf(k), rowsOf(v), { lengths, maps, bias }, plan, out);
    const outputs = withLse ? [out, naturalLogs(logSums)] : [out];
    const inputs = bias === null ? [q, k, v] : [q, k, v, bias];
    if (!isRecording(inputs)) return outputs;
    const extra = [lengths, maps, bias].filter((x) => x !== null);
    const saved = [q, k, v, out, logSums, ...extra];
    recordMany('attention', outputs, inputs, saved, ([g, gLse = null], saved, needs) => {
      const [q, k, v, out, logSums, ...rest] = saved;
      const next = (there: Tensor | null) => (there === null ? null : (rest.shift() as Tensor));
      const restrictions = { lengths: next(lengths), maps: next(maps), bias: next(bias) };
      const operands = [q, k, v].map(rowsOf) as [Tensor, Tensor, Tensor];
      const gradients = {
        g: g === null ? zeros(out.shape) : rowsOf(g),
        gLse: gLse === null ? null : contiguous(gLse),
      };
      return backward(operands, restrictions, plan, out, logSums, gradients, needs[3] ?? false);
    });
    return outputs;
  });
}

function naturalLogs(logSums: Tensor): Tensor {
  const lse = empty(logSums.shape);
  kernels().naturalLogs(lse.size, logSums.pointer, lse.pointer);
  return lse;
}

function mapsOf(
  q: Tensor,
  k: Tensor,
  { blocks = null, mask = null, maps = null }: FusedAttentionOptions,
): Tensor | null {
  const [B, H, L] = q.shape;
  return maps ?? attentionMaps(blocks, mask, [B, H, L, k.shape[2]]);
}

/** How many keys each sequence has, int32 [B], as the kernels read it. */
function lengthsOf(q: Tensor, k: Tensor, { lengths }: FusedAttentionOptions): Tensor | null {
  const checked = checkLengths(lengths, q.shape[0], k.shape[2]);
  return checked === null ? null : tensor(Int32Array.from(checked));
}

function checkShapes(q: Tensor, k: Tensor, v: Tensor): void {
  const broken = brokenRule(q.shape, k.shape, v.shape);
  if (broken === null) return;
  const [query, key, value] = [q, k, v].map(({ shape }) => formatShape(shape));
  throw new ShapeError(`attention: ${broken}; got query ${query}, key ${key} and value ${value}`);
}

function brokenRule(q: Shape, k: Shape, v: Shape): string | null {
  const fits =
    q.length === 4 &&
    k.length === 4 &&
    v.length === 4 &&
    q[0] === k[0] &&
    k[0] === v[0] &&
    k[1] === v[1] &&
    k[2] === v[2] &&
    q[3] === k[3];
  if (!fits) return 'needs query [B, H, L, E], key [B, Hk, S, E] and value [B, Hk, S, Ev]';
  const [H, Hk] = [q[1], k[1]];
  if (Hk === 0 ? H === 0 : H % Hk === 0) return null;
  return 'the heads of queries must be a multiple of those of keys';
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

/** One whole number from 0 to S for each sequence; null where all keys are real. */
export function checkLengths(
  lengths: ArrayLike<number> | null | undefined,
  B: number,
  S: number,
): readonly number[] | null {
  if (lengths == null) return null;
  const checked = Array.from(lengths);
  const wrong = checked.findIndex((n) => !Number.isInteger(n) || n < 0 || n > S);
  if (checked.length !== B || wrong >= 0) {
    const which = checked.length === B ? `; that of sequence ${wrong} is ${checked[wrong]}` : '';
    throw new ValueError(
      `attention: lengths must be ${B} whole numbers (one a sequence) from 0 to ${S} (S, the keys); got [${checked.join(', ')}]${which}`,
    );
  }
  return checked.every((n) => n === S) ? null : checked;
}

/** The kernels read rows whose elements lie side by side. */
export function rowsOf(x: Tensor): Tensor {
  return x.strides[3] === 1 || x.shape[3] === 1 ? x : copy(x);
}

/** [B, H, L, n] whose memory is laid out [B, L, H, n]. */
export function headsInRows(B: number, H: number, L: number, n: number): Tensor {
  return empty([B, H, L, n], 'float32', 'attention', [L * H * n, n, H * n, 1]);
}

/** A gradient in the order of its operand, so that neither heads that are views nor dense leaves need a copy of it. */
export function laidOutLike(x: Tensor): Tensor {
  const [B, H, L, n] = x.shape;
  return x.isDense ? empty(x.shape, 'float32', 'attention') : headsInRows(B, H, L, n);
}

/** Sets `out`; what comes back are the base-2 logarithms of the rows' sums, for the backward pass. */
function forward(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  restrictions: Restrictions,
  plan: Plan,
  out: Tensor,
): Tensor {
  const { lengths, maps, bias } = restrictions;
  const [B, H, L, E] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const biasStrides = stridesOfBias(bias, [B, H, L, S]);
  const logSums = empty([B, H, L]);
  // biome-ignore format: as the kernel groups them
  kernels().attentionForward(
    B, H, Hk, L, S, E, Ev,
    q.pointer, q.strides[0], q.strides[1], q.strides[2],
    k.pointer, k.strides[0], k.strides[1], k.strides[2],
    v.pointer, v.strides[0], v.strides[1], v.strides[2],
    plan.scale, addressOf(lengths), addressOf(maps),
    addressOf(bias), biasStrides[0], biasStrides[1], biasStrides[2], biasStrides[3],
    plan.threshold, plan.keepScale, plan.seed,
    out.pointer, out.strides[0], out.strides[1], out.strides[2], logSums.pointer,
  );
  return logSums;
}

function backward(
  [q, k, v]: [Tensor, Tensor, Tensor],
  restrictions: Restrictions,
  plan: Plan,
  out: Tensor,
  logSums: Tensor,
  { g, gLse }: { g: Tensor; gLse: Tensor | null },
  needsBias: boolean,
): Tensor[] {
  const { lengths, maps, bias } = restrictions;
  const [B, H, L, E] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const biasStrides = stridesOfBias(bias, [B, H, L, S]);
  const [dq, dk, dv] = [q, k, v].map(laidOutLike);
  const dbias = needsBias ? zeros([B, H, L, S]) : null;
  // biome-ignore format: as the kernel groups them
  kernels().attentionBackward(
    B, H, Hk, L, S, E, Ev,
    q.pointer, q.strides[0], q.strides[1], q.strides[2],
    k.pointer, k.strides[0], k.strides[1], k.strides[2],
    v.pointer, v.strides[0], v.strides[1], v.strides[2],
    plan.scale, addressOf(lengths), addressOf(maps),
    addressOf(bias), biasStrides[0], biasStrides[1], biasStrides[2], biasStrides[3],
    plan.threshold, plan.keepScale, plan.seed,
    out.pointer, out.strides[0], out.strides[1], out.strides[2], logSums.pointer,
    g.pointer, g.strides[0], g.strides[1], g.strides[2],
    dq.pointer, dq.strides[0], dq.strides[1], dq.strides[2],
    dk.pointer, dk.strides[0], dk.strides[1], dk.strides[2],
    dv.pointer, dv.strides[0], dv.strides[1], dv.strides[2],
    addressOf(dbias), addressOf(gLse),
  );
  return dbias === null || bias === null ? [dq, dk, dv] : [dq, dk, dv, sumTo(dbias, bias.shape)];
}

const NO_STRIDES = [0, 0, 0, 0];

function stridesOfBias(bias: Tensor | null, full: Shape): readonly number[] {
  return bias === null ? NO_STRIDES : broadcastStrides(bias.shape, bias.strides, full);
}

/** 0 tells a kernel that there is none. */
function addressOf(x: Tensor | null): number {
  return x === null ? 0 : x.pointer;
}
