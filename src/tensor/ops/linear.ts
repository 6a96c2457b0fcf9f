import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { addInPlace } from './inPlace.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';
import { sum } from './sum.ts';
import { transpose } from './transpose.ts';

/**
 * y = x Wᵀ + b: x [..., In], W [Out, In] as PyTorch lays it out, b [Out] -> [..., Out].
 *
 * @throws ShapeError if the extents do not fit.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  requireFloat('linear', x, weight);
  const inputs = x.shape[x.rank - 1];
  const [outputs] = weight.shape;
  if (
    weight.rank !== 2 ||
    x.rank < 1 ||
    inputs !== weight.shape[1] ||
    (bias && (bias.rank !== 1 || bias.size !== outputs))
  ) {
    throw new ShapeError(
      `linear: needs x [..., In], weight [Out, In] and bias [Out]; got x ${formatShape(x.shape)}, ` +
        `weight ${formatShape(weight.shape)}${bias ? ` and bias ${formatShape(bias.shape)}` : ''}`,
    );
  }
  const out = tidy(() => forward(x, weight, bias));
  const parents = bias ? [x, weight, bias] : [x, weight];
  return record('linear', out, parents, [x, weight], (g, [x, weight], [needsX, needsWeight, needsBias]) => {
    const rows = reshape(g, [-1, outputs]);
    return [
      needsX ? reshape(matmul(rows, weight), x.shape) : null,
      needsWeight ? matmul(transpose(rows), reshape(x, [-1, inputs])) : null,
      needsBias ? sum(rows, 0) : null,
    ];
  });
}

function forward(x: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const [outputs, inputs] = weight.shape;
  const source = contiguous(x);
  const out = empty([...x.shape.slice(0, -1), outputs]);
  const rows = x.size / Math.max(1, inputs);
  const [wRow, wColumn] = weight.strides;
  kernels().gemm(
    rows,
    outputs,
    inputs,
    source.pointer,
    inputs,
    1,
    weight.pointer,
    wColumn,
    wRow,
    out.pointer,
    outputs,
    0,
  );
  if (bias) addInPlace(out, bias);
  return out;
}
