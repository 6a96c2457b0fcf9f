import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';

/**
 * Sines and cosines of angles in radians, side by side: x [..., m] -> [sin(x), cos(x)], [..., 2m]. In one pass, and with a gradient
 * that needs no others.
 *
 * @throws ShapeError for a scalar, which has no axis to put them side by side in.
 */
export function sinCos(x: Tensor): Tensor {
  requireFloat('sinCos', x);
  if (x.rank === 0) throw new ShapeError('sinCos: needs x [..., m]; got a scalar. Reshape it to [1].');
  const { shape } = x;
  const m = shape[shape.length - 1];
  const rows = m === 0 ? 0 : x.size / m;
  const out = tidy(() => {
    const out = empty([...shape.slice(0, -1), 2 * m], 'float32', 'sinCos');
    kernels().sinCos(rows, m, contiguous(x).pointer, out.pointer);
    return out;
  });
  return record('sinCos', out, [x], [out], (g, [out]) => {
    const gradient = empty(shape, 'float32', 'sinCos');
    kernels().sinCosGradient(rows, m, out.pointer, contiguous(g).pointer, gradient.pointer);
    return [gradient];
  });
}
