import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { ones, requireFloat, zeros } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { rowsOf } from './softmax.ts';

/**
 * (x - mean) / √(variance + eps) · gamma + beta over the last axis of x [..., D], with gamma and beta [D], or null for
 * ones and zeros (Ba, Kiros and Hinton, 2016). The variance is the mean square deviation.
 *
 * @throws ShapeError if gamma or beta is not [D].
 */
export function layerNorm(
  x: Tensor,
  gamma: Tensor | null = null,
  beta: Tensor | null = null,
  eps = 1e-5,
): Tensor {
  requireRows('layerNorm', x);
  requireScale('layerNorm', 'gamma', gamma, x);
  requireScale('layerNorm', 'beta', beta, x);
  const [rows, n] = rowsOf(x);
  return tidy(() => {
    const scale = contiguous(gamma ?? ones([n]));
    const shift = contiguous(beta ?? zeros([n]));
    const out = empty(x.shape, 'float32', 'layerNorm');
    // The rows' means, and then the inverses of their deviations.
    const moments = empty([2, rows]);
    // biome-ignore format: as the kernel groups them
    kernels().layerNorm(
      rows, n, eps, contiguous(x).pointer, scale.pointer, shift.pointer,
      moments.pointer, moments.pointer + 4 * rows, out.pointer,
    );
    return record('layerNorm', out, [x, scale, shift], [x, scale, moments], (g, [x, scale, moments]) => {
      const [dx, dScale, dShift] = [empty(x.shape), empty([n]), empty([n])];
      // biome-ignore format: as the kernel groups them
      kernels().layerNormBackward(
        rows, n, contiguous(x).pointer, scale.pointer, moments.pointer, moments.pointer + 4 * rows,
        contiguous(g).pointer, dx.pointer, dScale.pointer, dShift.pointer,
      );
      return [dx, dScale, dShift];
    });
  });
}

/**
 * x / √(mean of x² + eps) · gamma over the last axis of x [..., D], with gamma [D], or null for ones (Zhang and Sennrich,
 * 2019).
 *
 * @throws ShapeError if gamma is not [D].
 */
export function rmsNorm(x: Tensor, gamma: Tensor | null = null, eps = 1e-6): Tensor {
  requireRows('rmsNorm', x);
  requireScale('rmsNorm', 'gamma', gamma, x);
  const [rows, n] = rowsOf(x);
  return tidy(() => {
    const scale = contiguous(gamma ?? ones([n]));
    const [out, deviations] = [empty(x.shape, 'float32', 'rmsNorm'), empty([rows])];
    kernels().rmsNorm(rows, n, eps, contiguous(x).pointer, scale.pointer, deviations.pointer, out.pointer);
    return record('rmsNorm', out, [x, scale], [x, scale, deviations], (g, [x, scale, deviations]) => {
      const [dx, dScale] = [empty(x.shape), empty([n])];
      const given = [
        contiguous(x).pointer,
        scale.pointer,
        deviations.pointer,
        contiguous(g).pointer,
      ] as const;
      kernels().rmsNormBackward(rows, n, ...given, dx.pointer, dScale.pointer);
      return [dx, dScale];
    });
  });
}

function requireRows(operation: string, x: Tensor): void {
  requireFloat(operation, x);
  if (x.rank === 0) throw new ShapeError(`${operation}: needs x [..., D]; got a scalar`);
}

function requireScale(operation: string, name: string, scale: Tensor | null, x: Tensor): void {
  if (scale === null) return;
  requireFloat(operation, scale);
  if (scale.rank === 1 && scale.size === x.shape[x.rank - 1]) return;
  throw new ShapeError(
    `${operation}: ${name} must be [D] for x [..., D]; got ${formatShape(scale.shape)} and ${formatShape(x.shape)}`,
  );
}
