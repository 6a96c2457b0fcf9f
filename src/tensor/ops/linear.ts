import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { requireFloat } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { sizeOf } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { contiguous } from './copy.ts';
import { matmul } from './matmul.ts';
import { reshape } from './reshape.ts';
import { sum } from './sum.ts';
import { transpose } from './transpose.ts';
import { unaryGradient } from './unary.ts';

/** What follows the product in the same pass over the result. */
export type LinearActivation = 'relu';

/**
 * y = x Wᵀ + b: x [..., In], W [Out, In] as PyTorch lays it out, b [Out] -> [..., Out]; with `activation` 'relu',
 * y = max(0, x Wᵀ + b).
 *
 * @throws ShapeError if the extents do not fit.
 */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  { activation }: { activation?: LinearActivation } = {},
): Tensor {
  requireFloat('linear', x, weight);
  checkShapes(x, weight, bias);
  const out = tidy(() => forward(x, weight, bias, activation));
  const parents = bias ? [x, weight, bias] : [x, weight];
  return record('linear', out, parents, activation === undefined ? [x, weight] : [x, weight, out], gradients);
}

function gradients(
  g: Tensor,
  [x, weight, y]: readonly Tensor[],
  [needsX, needsWeight, needsBias]: readonly boolean[],
): (Tensor | null)[] {
  const [outputs, inputs] = weight.shape;
  // Sizes of 0 leave nothing to infer a number of rows from.
  const count = sizeOf(x.shape.slice(0, -1));
  const rows = reshape(y === undefined ? g : unaryGradient('relu', y, g), [count, outputs]);
  return [
    needsX ? reshape(matmul(rows, weight), x.shape) : null,
    needsWeight ? matmul(transpose(rows), reshape(x, [count, inputs])) : null,
    needsBias ? sum(rows, 0) : null,
  ];
}

function checkShapes(x: Tensor, weight: Tensor, bias?: Tensor | null): void {
  const [outputs, inputs] = weight.shape;
  const fits =
    weight.rank === 2 &&
    x.rank >= 1 &&
    x.shape[x.rank - 1] === inputs &&
    (!bias || (bias.rank === 1 && bias.size === outputs));
  if (fits) return;
  throw new ShapeError(
    `linear: needs x [..., In], weight [Out, In] and bias [Out]; got x ${formatShape(x.shape)}, ` +
      `weight ${formatShape(weight.shape)}${bias ? ` and bias ${formatShape(bias.shape)}` : ''}`,
  );
}

function forward(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null | undefined,
  activation: LinearActivation | undefined,
): Tensor {
  const [outputs, inputs] = weight.shape;
  const source = contiguous(x);
  const out = empty(x.shape.with(-1, outputs), 'float32', 'linear');
  const rows = x.size / Math.max(1, inputs);
  const [wRow, wColumn] = weight.strides;
  const start = bias ? contiguous(bias).pointer : 0;
  // biome-ignore format: as the kernel groups them
  kernels().gemm(
    rows, outputs, inputs, source.pointer, inputs, 1, weight.pointer, wColumn, wRow,
    out.pointer, outputs, start, 0, activation === 'relu' ? 1 : 0,
  );
  return out;
}
