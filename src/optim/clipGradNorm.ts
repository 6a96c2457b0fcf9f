import { labelKernels } from '../runtime/index.ts';
import { scaleInPlace, sumOfSquares, type Tensor, ValueError } from '../tensor/index.ts';

/**
 * Scales all gradients by maxNorm / (norm + 1e-6) where that is below 1, as PyTorch does (Pascanu et al., 2013), and
 * returns the norm of all of them together before. It is NaN or infinite if a gradient is.
 *
 * @throws ValueError unless `maxNorm` is above 0.
 */
export function clipGradNorm(parameters: Iterable<Tensor>, maxNorm: number): number {
  if (!(maxNorm > 0)) throw new ValueError(`clipGradNorm: maxNorm must be above 0; got ${maxNorm}`);
  const gradients = [...parameters].flatMap(({ grad }) => grad ?? []);
  return labelKernels('clip gradients', () => {
    const norm = Math.sqrt(sumOfSquares(gradients));
    const factor = maxNorm / (norm + 1e-6);
    if (factor < 1) scaleInPlace(gradients, factor);
    return norm;
  });
}
