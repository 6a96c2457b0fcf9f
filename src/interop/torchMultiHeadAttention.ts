import { MultiHeadAttention, type MultiHeadAttentionOptions } from '../attention/index.ts';
import {
  concat,
  DataError,
  formatShape,
  split,
  type Tensor,
  tensor,
  tidy,
  ValueError,
} from '../tensor/index.ts';
import type { SafeTensor } from './safetensors.ts';

// Tensors are those of safetensors files, which `decodeSafetensors` reads and `encodeSafetensors` writes.

type State = ReadonlyMap<string, SafeTensor>;

export interface FromTorchOptions
  extends Pick<MultiHeadAttentionOptions, 'numHeads' | 'dropout' | 'mechanism' | 'rng'> {
  /** What stands before the layer's names in the state dict of a larger model: 'encoder.layers.0.self_attn.', for instance. */
  readonly prefix?: string;
  /** Whether the module was made with add_zero_attn, which its state does not tell: refused. */
  readonly addZeroAttn?: boolean;
}

/**
 * The layer that computes what PyTorch's nn.MultiheadAttention of that state dict does: `in_proj_weight`, or `q_proj_weight`,
 * `k_proj_weight` and `v_proj_weight` of a module with kdim or vdim, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`. Sizes and
 * biases show in the tensors; the number of heads does not, so it must be the module's num_heads. A causal attn_mask becomes a
 * `mechanism` with the pattern `causal()`, other masks go in at the call as their logicalNot(). Batches come first.
 *
 * @throws DataError if a tensor is missing, of another shape, or one that the layer has no place for; ValueError if `numHeads`
 * does not divide the size.
 */
export function multiHeadAttentionFromTorch(
  state: State,
  { prefix = '', addZeroAttn = false, ...options }: FromTorchOptions,
): MultiHeadAttention {
  const own = new Map<string, SafeTensor>();
  for (const [name, found] of state) if (name.startsWith(prefix)) own.set(name.slice(prefix.length), found);
  if (own.has('bias_k') || own.has('bias_v')) {
    throw noPlaceFor('bias_k and bias_v (add_bias_kv)', 'the two, split into heads,');
  }
  if (addZeroAttn) throw noPlaceFor('add_zero_attn', 'zeros');
  const [embedDim] = shapeOf(own, 'out_proj.weight', state, prefix);
  const joint = own.has('in_proj_weight');
  const inputsOf = (name: string) => (joint ? embedDim : shapeOf(own, name, state, prefix)[1]);
  const layer = new MultiHeadAttention({
    ...options,
    embedDim,
    keyDim: inputsOf('k_proj_weight'),
    valueDim: inputsOf('v_proj_weight'),
    bias: own.has('in_proj_bias'),
  });
  try {
    tidy(() => layer.loadStateDict(new Map([...own].map(([name, found]) => [name, toTensor(name, found)]))));
  } catch (error) {
    layer.dispose();
    throw error;
  }
  return layer;
}

/**
 * The state dict of an nn.MultiheadAttention(embed_dim, num_heads, bias, kdim, vdim, batch_first=True) that computes what the
 * layer does. Grouped heads, which PyTorch's module lacks, are written out: each head of keys for all its heads of queries.
 *
 * @throws ValueError if the mechanism is not the scaled dot product under softmax, which is all that PyTorch's module knows.
 */
export function multiHeadAttentionToTorch(layer: MultiHeadAttention): Map<string, SafeTensor> {
  const [score, normalizer, , ...more] = layer.mechanism.mechanism.split('/');
  if (score !== 'scaledDot' || normalizer !== 'softmax' || more.length > 0) {
    throw new ValueError(
      `multiHeadAttentionToTorch: nn.MultiheadAttention knows scaledDot/softmax alone, with any pattern as a mask; got ${layer.mechanism.mechanism}`,
    );
  }
  const written = tidy(() =>
    [...layer.stateDict()].map(([name, p]): [string, SafeTensor] => {
      const full = fullHeads(layer, name, p);
      return [name, { dtype: 'F32', shape: full.shape, data: full.read() as Float32Array }];
    }),
  );
  return new Map(written);
}

/** A parameter with a head of keys and values for each head of queries. */
function fullHeads(
  { numHeads: H, numKeyValueHeads: Hk, headDim: E }: MultiHeadAttention,
  name: string,
  p: Tensor,
): Tensor {
  if (H === Hk) return p;
  const repeated = (x: Tensor) =>
    concat(split(x, Hk).flatMap((head) => new Array<Tensor>(H / Hk).fill(head)));
  if (name.startsWith('k_proj') || name.startsWith('v_proj')) return repeated(p);
  if (!name.startsWith('in_proj')) return p;
  const [q, k, v] = split(p, [H * E, Hk * E, Hk * E]);
  return concat([q, repeated(k), repeated(v)]);
}

/** Keys beside those of the sequence: the layer has none, but its parts do the same. */
function noPlaceFor(extra: string, rows: string): DataError {
  return new DataError(
    `multiHeadAttentionFromTorch: the layer has no place for ${extra}. Convert the state without, project() keys and values, ` +
      `append ${rows} to them by concat() along axis 2, and attend() to that.`,
  );
}

function shapeOf(own: State, name: string, state: State, prefix: string): readonly number[] {
  const found = own.get(name);
  if (found !== undefined && found.shape.length === 2) return found.shape;
  if (found !== undefined) {
    throw new DataError(
      `multiHeadAttentionFromTorch: ${name} must be a matrix; got ${formatShape(found.shape)}`,
    );
  }
  const ending = '.out_proj.weight';
  const elsewhere = [...state.keys()].find((key) => key.endsWith(ending));
  const hint = elsewhere ? ` Pass prefix '${elsewhere.slice(0, 1 - ending.length)}', for one.` : '';
  throw new DataError(`multiHeadAttentionFromTorch: there is no ${prefix}${name}.${hint}`);
}

function toTensor(name: string, { dtype, shape, data }: SafeTensor): Tensor {
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new DataError(`multiHeadAttentionFromTorch: ${name} must be of real numbers; got ${dtype}`);
  }
  return tensor(data, { shape });
}
