import { kernels } from '../../runtime/index.ts';
import { isRecording, noGrad, record } from '../autograd/record.ts';
import { requireFloat, tensor } from '../creation.ts';
import { DTypeError, formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastStrides, broadcastsTo, type Shape } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous, copy } from './copy.ts';
import { checkLengths, headsInRows, laidOutLike, rowsOf } from './fusedAttention.ts';
import { lengthMask } from './lengthMask.ts';
import { max } from './max.ts';
import { reshape } from './reshape.ts';
import { where } from './where.ts';

/**
 * Feature maps that are computed on the way, so that features are never stored: elu(x) + 1, relu(x) + epsilon, and e^x, of
 * queries up to a factor for each, and of keys up to one for all of a head, for which they must be divided by. The causal form
 * has no factor for keys, since it would tell of those to come: there x is taken as 64 where it is larger, so that sums stay finite.
 */
export type FusedFeatures =
  | { readonly name: 'elu' }
  | { readonly name: 'relu'; readonly epsilon: number }
  | { readonly name: 'exp' };

export interface FusedLinearAttentionOptions {
  /** What q and k go through; by default they are features already. */
  readonly features?: FusedFeatures | null;
  /** Divide by the sum of the weights; true by default. */
  readonly divide?: boolean;
  /** Query i sees keys up to i; L must then be S. */
  readonly causal?: boolean;
  /** For each of the B sequences, how many keys are real; all S by default. */
  readonly lengths?: ArrayLike<number> | null;
  /** bool, broadcast to [B, Hk, 1, S]: which keys are seen. */
  readonly visible?: Tensor | null;
}

interface Plan {
  readonly map: number;
  readonly epsilon: number;
  readonly divide: boolean;
  readonly causal: boolean;
}

interface Restrictions {
  readonly lengths: Tensor | null;
  readonly visible: Tensor | null;
}

interface KeyInputs extends Restrictions {
  /** [B, Hk]: what exponents of a head's keys are less by. */
  readonly offsets: Tensor | null;
}

/**
 * Attention whose weights are dot products of features, without ever forming them: q [B, H, L, F], k [B, Hk, S, F],
 * v [B, Hk, S, Ev] -> [B, H, L, Ev], H a multiple of Hk,
 *
 *     out_i = phi(q_i)ᵀ Σ_j phi(k_j) v_jᵀ / phi(q_i)ᵀ Σ_j phi(k_j)
 *
 * in time linear in L and S (Katharopoulos et al., 2020). The causal form carries the sums from chunk to chunk. A query whose
 * weights sum to 0, or to less than 1e-34, gives zeros. The result's memory is laid out [B, L, H, Ev], so that heads merge without a copy; the
 * backward pass computes features again.
 *
 * @throws ShapeError, DTypeError or ValueError if an argument does not fit.
 */
export function fusedLinearAttention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: FusedLinearAttentionOptions = {},
): Tensor {
  requireFloat('linearAttention', q, k, v);
  checkShapes(q, k, v, options);
  const plan = makePlan(options);
  return tidy(() => {
    const lengths = checkLengths(options.lengths, q.shape[0], k.shape[2]);
    const restrictions: Restrictions = {
      lengths: lengths === null ? null : tensor(Int32Array.from(lengths)),
      visible: options.visible ? bytesOfKeys(options.visible, k) : null,
    };
    const shifted = options.features?.name === 'exp' && !plan.causal && k.size > 0;
    const offsets = shifted ? keyMaxima(k, options) : null;
    const [out, inverse, state] = forward(
      rowsOf(q),
      rowsOf(k),
      rowsOf(v),
      { ...restrictions, offsets },
      plan,
    );
    if (!isRecording([q, k, v])) return out;
    const extra = [state, restrictions.lengths, restrictions.visible, offsets];
    const saved = [q, k, v, out, inverse, ...extra.filter((x) => x !== null)];
    return record('linearAttention', out, [q, k, v], saved, (g, held) => {
      const [q, k, v, out, inverse, ...rest] = held;
      const [savedState, lengths, visible, offsets] = extra.map((x) =>
        x === null ? null : (rest.shift() as Tensor),
      );
      const operands: Operands = [rowsOf(q), rowsOf(k), rowsOf(v)];
      return backward(
        operands,
        { lengths, visible, offsets },
        plan,
        { out, inverse, state: savedState },
        rowsOf(g),
      );
    });
  });
}

type Operands = readonly [q: Tensor, k: Tensor, v: Tensor];

const MAPS = { elu: 1, relu: 2, exp: 3 } as const;

function makePlan({ features = null, divide = true, causal = false }: FusedLinearAttentionOptions): Plan {
  const epsilon = features?.name === 'relu' ? features.epsilon : 0;
  return { map: features === null ? 0 : MAPS[features.name], epsilon, divide, causal };
}

function checkShapes(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  { causal, visible }: FusedLinearAttentionOptions,
): void {
  const broken = brokenRule(q.shape, k.shape, v.shape, causal ?? false);
  if (broken !== null) {
    const [query, key, value] = [q, k, v].map(({ shape }) => formatShape(shape));
    throw new ShapeError(`linearAttention: ${broken}; got query ${query}, key ${key} and value ${value}`);
  }
  if (!visible) return;
  if (visible.dtype !== 'bool') {
    throw new DTypeError(
      `linearAttention: visible must be bool, true for keys that are seen; got ${visible.dtype}`,
    );
  }
  const [B, Hk, S] = k.shape;
  if (broadcastsTo(visible.shape, [B, Hk, 1, S])) return;
  throw new ShapeError(
    `linearAttention: visible must broadcast to [B, Hk, 1, S] = ${formatShape([B, Hk, 1, S])}; got ${formatShape(visible.shape)}`,
  );
}

function brokenRule(q: Shape, k: Shape, v: Shape, causal: boolean): string | null {
  const fits =
    q.length === 4 &&
    k.length === 4 &&
    v.length === 4 &&
    q[0] === k[0] &&
    q[3] === k[3] &&
    [0, 1, 2].every((axis) => k[axis] === v[axis]);
  if (!fits) return 'needs query [B, H, L, F], key [B, Hk, S, F] and value [B, Hk, S, Ev]';
  const [H, Hk] = [q[1], k[1]];
  if (Hk === 0 ? H > 0 : H % Hk > 0) return 'the heads of queries must be a multiple of those of keys';
  return causal && q[2] !== k[2] ? 'the causal form needs as many queries as keys' : null;
}

/** The mask as the kernels read it: bytes that lie side by side for the keys of a head. */
function bytesOfKeys(visible: Tensor, k: Tensor): Tensor {
  const [B, Hk, S] = k.shape;
  const full = [B, Hk, 1, S];
  const strides = broadcastStrides(visible.shape, visible.strides, full);
  const view = visible.view(full, strides);
  return S === 1 || strides[3] === 1 ? view : copy(view);
}

/** [B, Hk]: the largest exponent of the keys that are seen. */
function keyMaxima(k: Tensor, { lengths, visible }: FusedLinearAttentionOptions): Tensor {
  const [B, Hk, S] = k.shape;
  return tidy(() =>
    noGrad(() => {
      const each = reshape(max(k, -1), [B, Hk, 1, S]);
      const present = lengths ? where(reshape(lengthMask(lengths, S), [B, 1, 1, S]), each, NOTHING) : each;
      return contiguous(reshape(max(visible ? where(visible, present, NOTHING) : present, -1), [B, Hk]));
    }),
  );
}

/** The exponent of what is not seen. */
const NOTHING = -1e30;

function forward(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  restrictions: KeyInputs,
  plan: Plan,
): [out: Tensor, inverse: Tensor, state: Tensor | null] {
  const [B, H, L, F] = q.shape;
  const [, Hk, , Ev] = v.shape;
  const out = headsInRows(B, H, L, Ev);
  const inverse = empty([B, H, L]);
  const state = plan.causal ? null : empty([B, Hk, kernels().linearStateSize(F, Ev)]);
  kernels().linearAttentionForward(...operandsOf([q, k, v], restrictions, plan, { out, inverse, state }));
  return [out, inverse, state];
}

interface Results {
  readonly out: Tensor;
  readonly inverse: Tensor;
  readonly state: Tensor | null;
}

function backward(
  operands: Operands,
  restrictions: KeyInputs,
  plan: Plan,
  results: Results,
  g: Tensor,
): Tensor[] {
  const gradients = operands.map((x) => laidOutLike(x)) as [Tensor, Tensor, Tensor];
  const [dq, dk, dv] = gradients;
  kernels().linearAttentionBackward(
    ...operandsOf(operands, restrictions, plan, results),
    ...placeOf(g),
    ...placeOf(dq),
    ...placeOf(dk),
    ...placeOf(dv),
  );
  return gradients;
}

type Place = [pointer: number, batch: number, head: number, row: number];

function placeOf(x: Tensor): Place {
  return [x.pointer, x.strides[0], x.strides[1], x.strides[2]];
}

/** As the kernels group them. */
function operandsOf(
  [q, k, v]: Operands,
  { lengths, visible, offsets }: KeyInputs,
  { map, epsilon, divide, causal }: Plan,
  { out, inverse, state }: Results,
) {
  const [B, H, L, F] = q.shape;
  const [, Hk, S, Ev] = v.shape;
  const sizes = [B, H, Hk, L, S, F, Ev, map, epsilon, Number(divide), Number(causal)] as const;
  const mask = [visible?.pointer ?? 0, visible?.strides[0] ?? 0, visible?.strides[1] ?? 0] as const;
  return [
    ...sizes,
    ...placeOf(q),
    ...placeOf(k),
    ...placeOf(v),
    lengths?.pointer ?? 0,
    ...mask,
    offsets?.pointer ?? 0,
    ...placeOf(out),
    inverse.pointer,
    state?.pointer ?? 0,
  ] as const;
}
