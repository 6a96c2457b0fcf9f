import {
  cast,
  concat,
  fusedAttention,
  greater,
  max,
  type Tensor,
  tidy,
  transpose,
  ValueError,
  where,
} from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { MechanismRecipe } from '../../mechanism.ts';
import type { Pattern } from '../../patterns/index.ts';
import { lower } from '../../patterns/lower.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { checkOptions } from '../checkOptions.ts';
import { requireCounts } from '../requireCounts.ts';
import { stridedWindows } from '../stridedWindows.ts';
import { compressedCost } from './compressedCost.ts';
import { compressedPast } from './compressedPast.ts';
import { KeyCompression } from './keyCompression.ts';

export interface MemoryCompressedOptions {
  /** The stride: how many times fewer keys are left; 3 in the paper. */
  readonly factor: number;
  /** How many keys make one, at least `factor`, so that none is left out; `factor` by default, as in the paper. */
  readonly kernelSize?: number;
  readonly causal?: boolean;
}

/**
 * Memory-compressed attention (Liu et al., 2018, Generating Wikipedia by summarizing long sequences): a convolution with a stride
 * makes one key of each window of K = kernelSize, and so it does of values,
 *
 *     k'_t = Σ_c k_(t factor + c) W_c,   v'_t = Σ_c u_c v_(t factor + c),   output = softmax(Q K'ᵀ / √E) V'
 *
 * with zeros behind the end, and W_c [E, E] and u_c of each head by itself. A value's elements share the weight u_c: the layer has
 * mixed them already, and the output stays a matter of which positions count how much, which can be shown as a map. Its rows
 * sum to 1 where the u_c of every window do, as they do in the beginning. There are no biases.
 *
 * Causal, a query sees the windows that are over and begin before its own block of `factor`, and, so that nothing is kept from it
 * and the first queries are not blind, the positions since, itself among them, as they are. (The paper does not say which windows a query
 * may see.)
 *
 * With S' = ceil(S / factor) it takes B H S' K E² multiply-adds to compress, and B H L S' (E + Ev) to attend; causal, those of
 * the blocks of 64 x 64 in which queries see something. Windows of nothing but padded or masked keys are not seen, and such keys
 * count as zeros in others. What is dropped are weights of windows, and of positions seen as they are.
 *
 * @throws ValueError for a factor below 1 or a smaller kernel than it; ShapeError at the call for heads that it was not built
 * for, and if L differs from S in the causal form.
 */
export function memoryCompressed(options: MemoryCompressedOptions): MechanismRecipe {
  checkOptions('memoryCompressed', options, 'factor');
  const { factor, kernelSize = factor, causal = false } = options;
  requireCounts('memoryCompressed', { factor, kernelSize });
  if (kernelSize < factor) {
    throw new ValueError(
      `memoryCompressed: a kernelSize of ${kernelSize} below the factor, ${factor}, leaves keys out that no query would see`,
    );
  }
  const pattern = causal ? compressedPast(factor, kernelSize) : null;
  return {
    recipe: 'memoryCompressed',
    build: (sizes) => {
      const compression = new KeyCompression({ ...sizes, factor, kernelSize });
      return defineMechanism({
        name: causal ? 'memoryCompressed/causal' : 'memoryCompressed',
        causal,
        undecodable: causal ? 'all windows of keys are compressed at each call' : undefined,
        modules: [compression],
        selfAttention: causal ? 'The causal form is for self-attention.' : undefined,
        builtFor: sizes,
        attend: (inputs) => ({ output: attend(compression, pattern, inputs) }),
        cost: (shape) => compressedCost({ factor, kernelSize }, pattern, shape),
      });
    },
  };
}

function attend(compression: KeyCompression, past: Pattern | null, inputs: HeadInputs): Tensor {
  const { query, dropout } = inputs;
  const [B, H, L] = query.shape;
  const visible = visibleKeys('memoryCompressed', inputs);
  const [key, value] = [inputs.key, inputs.value].map((x) =>
    visible === null ? x : where(transpose(visible), x, 0),
  );
  const joined = (compressed: Tensor, x: Tensor) => (past === null ? compressed : concat([compressed, x], 2));
  const k = tidy(() => joined(compression.compressKeys(key), key));
  const v = tidy(() => joined(compression.compressValues(value), value));
  return fusedAttention(query, k, v, {
    blocks: past && lower(past, L, k.shape[2], B, H),
    ...restrictions(compression, past, inputs, visible),
    dropout: dropout && { p: dropout.p, seed: dropout.rng.bits() },
  });
}

/** Which of the new keys are seen. Padding that queries of the causal form could see is behind them all. */
function restrictions(
  compression: KeyCompression,
  past: Pattern | null,
  { lengths, mask }: HeadInputs,
  visible: Tensor | null,
) {
  const { factor } = compression;
  if (mask === null || visible === null) {
    return { lengths: past === null && lengths ? lengths.map((n) => Math.ceil(n / factor)) : null };
  }
  const windows = anyVisible(visible, factor, compression.value.shape[1]);
  return { mask: past === null ? windows : concat([windows, visible], 3) };
}

/** bool [..., 1, S] -> [..., 1, S']: whether a window has a visible position. */
function anyVisible(visible: Tensor, factor: number, kernelSize: number): Tensor {
  return tidy(() => {
    const windows = stridedWindows(cast(transpose(visible), 'float32'), factor, kernelSize);
    return transpose(greater(max(windows, -1, true), 0));
  });
}
