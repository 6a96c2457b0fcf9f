import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { tidy } from '../scope.ts';
import { resolveAxis } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { exp } from './exp.ts';
import { squeeze } from './expandDims.ts';
import { mul } from './mul.ts';
import { rowsOf } from './softmax.ts';
import { sub } from './sub.ts';
import { transpose } from './transpose.ts';

/** log Σ eˣ along an axis, which disappears, or stays with extent 1 when `keepDims`; stable for x of any size. */
export function logSumExp(x: Tensor, axis = -1, keepDims = false): Tensor {
  requireFloat('logSumExp', x);
  const along = resolveAxis('logSumExp', axis, x.rank);
  return tidy(() => {
    const out = transpose(overLastAxis(transpose(x, along, -1)), along, -1);
    return keepDims ? out : squeeze(out, along);
  });
}

/** [..., n] -> [..., 1]. */
function overLastAxis(x: Tensor): Tensor {
  const out = empty(x.shape.with(-1, 1));
  const [rows, n] = rowsOf(x);
  tidy(() => kernels().logSumExp(rows, n, contiguous(x).pointer, out.pointer));
  return record('logSumExp', out, [x], [x, out], (g, [x, out]) => [mul(g, exp(sub(x, out)))]);
}
