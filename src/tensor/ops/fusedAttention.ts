import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat, tensor, zeros } from '../creation.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, broadcastStrides, type Shape, sameShape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { copy } from './copy.ts';
import { permute } from './transpose.ts';

export interface FusedAttentionOptions {
  /** What scores are multiplied with; 1 / sqrt(E) by default. */
  readonly scale?: number;
  /** Query i sees keys up to i + causalOffset; all of them by default. */
  readonly causalOffset?: number;
  /** For each of the B sequences, how many keys are real; all S by default. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool, broadcast to [B, H, L, S]; true = may attend. */
  readonly mask?: Tensor | null;
  /** Weights are dropped with probability `p`, the same ones for the same `seed`. */
  readonly dropout?: { readonly p: number; readonly seed: number } | null;
}

/** What the kernels take for "no causal limit". */
const NO_LIMIT = 0x7fffffff;

interface Plan {
  readonly scale: number;
  readonly offset: number;
  /** Of the mask over [B, H, L, S]; null without one. */
  readonly maskStrides: Shape | null;
  readonly threshold: number;
  readonly keepScale: number;
  readonly seed: number;
}

/**
 * softmax(scale * q kᵀ) v in one pass, without ever holding the L x S weights: q [B, H, L, E], k [B, H, S, E],
 * v [B, H, S, Ev] -> [B, H, L, Ev]. Heads may be strided views; the result's memory is laid out [B, L, H, Ev], so that
 * heads merge without a copy. A query that may look at nothing gives zeros. The backward pass computes the weights
 * again (Dao et al., 2022, FlashAttention).
 *
 * @throws ShapeError, DTypeError or ValueError if an argument does not fit.
 */
export function fusedAttention(q: Tensor, k: Tensor, v: Tensor, options: FusedAttentionOptions = {}): Tensor {
  requireFloat('attention', q, k, v);
  checkShapes(q, k, v);
  const plan = makePlan(q, k, options);
  return tidy(() => {
    const restrictions = [options.mask, lengthsOf(q, k, options)].filter((x) => x != null);
    const [out, lse] = forward(rowsOf(q), rowsOf(k), rowsOf(v), restrictions, plan);
    const saved = [q, k, v, out, lse, ...restrictions];
    return record('attention', out, [q, k, v], saved, (g, [q, k, v, out, lse, ...restrictions]) =>
      backward(rowsOf(q), rowsOf(k), rowsOf(v), restrictions, plan, out, lse, rowsOf(g)),
    );
  });
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
    sameShape(q.shape.slice(0, 2), k.shape.slice(0, 2)) &&
    sameShape(k.shape.slice(0, 3), v.shape.slice(0, 3)) &&
    q.shape[3] === k.shape[3];
  if (fits) return;
  throw new ShapeError(
    'attention: needs query [B, H, L, E], key [B, H, S, E] and value [B, H, S, Ev]; ' +
      `got query ${formatShape(q.shape)}, key ${formatShape(k.shape)} and value ${formatShape(v.shape)}`,
  );
}

function makePlan(q: Tensor, k: Tensor, options: FusedAttentionOptions): Plan {
  const [B, H, L, E] = q.shape;
  const S = k.shape[2];
  const { scale = 1 / Math.sqrt(E), causalOffset = NO_LIMIT, mask = null, dropout = null } = options;
  if (dropout !== null && !(dropout.p >= 0 && dropout.p < 1)) {
    throw new ValueError(`attention: dropout must be in [0, 1); got ${dropout.p}`);
  }
  if (mask !== null && mask.dtype !== 'bool') {
    throw new DTypeError(
      `attention: the mask must be bool, true where a query may attend; got ${mask.dtype}`,
    );
  }
  const full = [B, H, L, S];
  if (mask !== null && !sameShape(broadcastShapes('attention mask', mask.shape, full), full)) {
    throw new ShapeError(
      `attention: the mask must broadcast to [B, H, L, S] = ${formatShape(full)}; got ${formatShape(mask.shape)}`,
    );
  }
  const p = dropout?.p ?? 0;
  return {
    scale,
    offset: causalOffset,
    maskStrides: mask === null ? null : broadcastStrides(mask.shape, mask.strides, full),
    threshold: Math.round(p * 2 ** 31),
    keepScale: 1 / (1 - p),
    seed: dropout?.seed ?? 0,
  };
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
function headsInRows(B: number, H: number, L: number, n: number, make: (shape: Shape) => Tensor): Tensor {
  return permute(make([B, L, H, n]), [0, 2, 1, 3]);
}

/** Where an operand [B, H, rows, n] lies, and its strides over sequences, heads and rows. */
function place({ pointer, strides }: Tensor): [pointer: number, batch: number, head: number, row: number] {
  return [pointer, strides[0], strides[1], strides[2]];
}

type Kernel = ReturnType<typeof kernels>['attentionForward'];
/** What both passes begin with: all but the output's place and its sums. */
type CommonArguments =
  Parameters<Kernel> extends [...infer Common, number, number, number, number, number] ? Common : never;

/** `restrictions` are the mask, if the plan has one, and the lengths, if there are any. */
function commonArguments(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  restrictions: readonly Tensor[],
  plan: Plan,
): CommonArguments {
  const [B, H, L, E] = q.shape;
  const [, , S, Ev] = v.shape;
  const [mask, lengths] = plan.maskStrides === null ? [undefined, restrictions[0]] : restrictions;
  const [maskB, maskH, maskRow, maskColumn] = plan.maskStrides ?? [0, 0, 0, 0];
  return [
    ...([B, H, L, S, E, Ev, lengths?.pointer ?? 0] as const),
    ...place(q),
    ...place(k),
    ...place(v),
    ...([plan.scale, plan.offset] as const),
    ...([mask?.pointer ?? 0, maskB, maskH, maskRow, maskColumn] as const),
    ...([plan.threshold, plan.keepScale, plan.seed] as const),
  ];
}

function forward(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  restrictions: readonly Tensor[],
  plan: Plan,
): [Tensor, Tensor] {
  const [B, H, L] = q.shape;
  const out = headsInRows(B, H, L, v.shape[3], empty);
  const lse = empty([B, H, L]);
  kernels().attentionForward(...commonArguments(q, k, v, restrictions, plan), ...place(out), lse.pointer);
  return [out, lse];
}

function backward(
  ...[q, k, v, restrictions, plan, out, lse, g]: [
    Tensor,
    Tensor,
    Tensor,
    readonly Tensor[],
    Plan,
    Tensor,
    Tensor,
    Tensor,
  ]
): Tensor[] {
  const [B, H, L, E] = q.shape;
  const [, , S, Ev] = v.shape;
  // The kernel leaves the rows of keys beyond a sequence's length alone.
  const make = restrictions.length > 0 ? zeros : empty;
  const dq = headsInRows(B, H, L, E, empty);
  const dk = headsInRows(B, H, S, E, make);
  const dv = headsInRows(B, H, S, Ev, make);
  kernels().attentionBackward(
    ...commonArguments(q, k, v, restrictions, plan),
    ...place(out),
    lse.pointer,
    ...place(g),
    ...place(dq),
    ...place(dk),
    ...place(dv),
  );
  return [dq, dk, dv];
}
