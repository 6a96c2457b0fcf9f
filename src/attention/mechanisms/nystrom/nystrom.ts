import { add, type Tensor, tidy, transpose, ValueError, where } from '../../../tensor/index.ts';
import { defineMechanism, type HeadInputs } from '../../defineMechanism.ts';
import type { AttentionCost, AttentionShape, Mechanism, MechanismRecipe } from '../../mechanism.ts';
import { visibleKeys } from '../../visibleKeys.ts';
import { checkOptions } from '../checkOptions.ts';
import { refuseCausal } from '../refuseCausal.ts';
import { requireCounts } from '../requireCounts.ts';
import { type LandmarkSettings, landmarkAttention, landmarkCost } from './landmarkAttention.ts';
import { ValueConvolution } from './valueConvolution.ts';

const ADVICE = "A convolution of the values stands for the queries' positions: leave skipKernelSize out.";

export interface NystromOptions {
  /** Landmarks of queries, and of keys; the paper's m. A shorter sequence has as many as positions. */
  readonly numLandmarks: number;
  /** 6 by default. */
  readonly pinvIterations?: number;
  /** How many positions a convolution over values reaches, an odd number; none by default. */
  readonly skipKernelSize?: number;
}

/**
 * Nyströmformer (Xiong et al., 2021): queries and keys meet through landmarks Q~ and K~, which are means over runs of them,
 *
 *     output = softmax(Q K~ᵀ / √E) · softmax(Q~ K~ᵀ / √E)⁺ · softmax(Q~ Kᵀ / √E) V
 *
 * with the pseudo-inverse by iteration (`pseudoInverse`). Each sequence is cut into runs as equal as can be, by itself, of its
 * visible keys, so that padding changes nothing; where L = S, queries are positions of the same sequence, and its padded ones count
 * for no landmark. With as many landmarks as positions it equals exact attention as far as the iteration has come. The rows of its map
 * sum to 1 as far, too, and weights may be below 0. With M = numLandmarks, at most L for queries and S for keys, it takes
 * B H (M (L + S) (E + Ev) + M² (E + Ev + 4 M pinvIterations)) multiply-adds. What is dropped are a query's weights of the landmarks.
 *
 * With `skipKernelSize`, a convolution of the values is added to the output, as in the paper (`ValueConvolution`):
 * it has parameters, so that what comes is a recipe, and queries must be the positions of the keys.
 *
 * @throws ValueError for counts below 1, an even kernel, or where a causal form is asked for: landmarks are means over the whole
 * sequence. ShapeError at the call with a convolution if L differs from S, or for heads that it was not built for.
 */
export function nystrom(options: NystromOptions & { readonly skipKernelSize: number }): MechanismRecipe;
export function nystrom(options: NystromOptions & { readonly skipKernelSize?: undefined }): Mechanism;
export function nystrom(options: NystromOptions): Mechanism | MechanismRecipe {
  checkOptions('nystrom', options, 'numLandmarks');
  const { numLandmarks, pinvIterations = 6, skipKernelSize } = options;
  refuseCausal('nystrom', options, 'landmarks are means over runs that reach into the future');
  requireCounts('nystrom', { numLandmarks, pinvIterations });
  const settings = { numLandmarks, pinvIterations };
  if (skipKernelSize === undefined) {
    return defineMechanism({
      name: 'nystrom',
      attend: (inputs) => ({ output: landmarkAttention(settings, inputs) }),
      cost: (shape) => landmarkCost(settings, shape),
    });
  }
  requireOdd(skipKernelSize);
  return {
    recipe: 'nystrom',
    build: (sizes) => {
      const skip = new ValueConvolution({ kernelSize: skipKernelSize, ...sizes });
      return defineMechanism({
        name: 'nystrom',
        modules: [skip],
        selfAttention: ADVICE,
        builtFor: sizes,
        attend: (inputs) => ({ output: attendWithSkip(settings, skip, inputs) }),
        cost: (shape) => costWithSkip(settings, skip, shape),
      });
    },
  };
}

function requireOdd(skipKernelSize: number): void {
  if (Number.isInteger(skipKernelSize) && skipKernelSize >= 1 && skipKernelSize % 2 === 1) return;
  throw new ValueError(
    `nystrom: skipKernelSize must be odd, so that a position is in the middle; got ${skipKernelSize}`,
  );
}

function attendWithSkip(settings: LandmarkSettings, skip: ValueConvolution, inputs: HeadInputs): Tensor {
  const attended = tidy(() => landmarkAttention(settings, inputs));
  const visible = visibleKeys('nystrom', inputs);
  const value = visible === null ? inputs.value : where(transpose(visible), inputs.value, 0);
  return add(attended, skip.forward(value));
}

function costWithSkip(
  settings: LandmarkSettings,
  skip: ValueConvolution,
  shape: AttentionShape,
): AttentionCost {
  const { B, H, L, Ev } = shape;
  const [attended, convolved] = [landmarkCost(settings, shape), skip.cost(shape)];
  return {
    multiplyAdds: attended.multiplyAdds + convolved.multiplyAdds,
    bytes: Math.max(attended.bytes, 4 * B * H * L * Ev + convolved.bytes),
  };
}
