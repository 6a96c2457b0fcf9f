import { record } from '../autograd/record.ts';
import { zeros } from '../creation.ts';
import { formatShape, ShapeError } from '../errors.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { copyInto } from './inPlace.ts';

/**
 * What is told by distance, told by place: x [..., L, L + S - 1] -> [..., L, S] with out[i, j] = x[i, j - i + L - 1], each row
 * one step further to the left (Huang et al., 2018, "skewing"). A view; nothing is copied. Rows that are broadcast make a
 * Toeplitz matrix, which takes no more memory than its diagonals.
 *
 * @throws ShapeError unless the last axis has at least L elements.
 */
export function skew(x: Tensor): Tensor {
  const [L, width] = x.shape.slice(-2);
  if (x.rank < 2 || L < 1 || width < L) {
    throw new ShapeError(
      `skew: needs [..., L, L + S - 1] with L and S from 1 on; got ${formatShape(x.shape)}`,
    );
  }
  const { shape } = x;
  return record('skew', skewed(x), [x], [], (g) => [unskew(g, shape)]);
}

function skewed(x: Tensor): Tensor {
  const [L, width] = x.shape.slice(-2);
  const [row, column] = x.strides.slice(-2);
  const lead = x.rank - 2;
  return x.view(
    [...x.shape.slice(0, lead), L, width - L + 1],
    [...x.strides.slice(0, lead), row - column, column],
    (L - 1) * column,
  );
}

/** Zeros of `shape`, with g where `skew` would find it. */
function unskew(g: Tensor, shape: Shape): Tensor {
  const out = zeros(shape);
  copyInto(skewed(out), g);
  return out;
}
