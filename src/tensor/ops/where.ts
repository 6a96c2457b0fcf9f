import { kernels } from '../../runtime/index.ts';
import { record } from '../autograd/record.ts';
import { DTypeError } from '../errors.ts';
import { tidy } from '../scope.ts';
import { broadcastShapes, forEachPlane } from '../shape.ts';
import { empty, type Tensor } from '../tensor.ts';
import { asTensor, broadcastLayout, dtypeBeside } from './binary.ts';
import { requireBool } from './logical.ts';
import { sumTo } from './sumTo.ts';

/**
 * `a` where the condition (bool) is true and `b` elsewhere; all three broadcast. Gradients go where values came from.
 *
 * @throws DTypeError unless the condition is bool, and a and b are both float32 or both int32.
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  requireBool('where', condition);
  return tidy(() => {
    const x = asTensor(a, dtypeBeside(b));
    const y = asTensor(b, dtypeBeside(a));
    if (x.dtype !== y.dtype || x.dtype === 'bool') {
      throw new DTypeError(
        `where: needs two of float32 or two of int32; got ${x.dtype} and ${y.dtype}. Use cast().`,
      );
    }
    const [xShape, yShape] = [x.shape, y.shape];
    return record(
      'where',
      choose(condition, x, y),
      [x, y],
      [condition],
      (g, [condition], [needsX, needsY]) => [
        needsX ? sumTo(where(condition, g, 0), xShape) : null,
        needsY ? sumTo(where(condition, 0, g), yShape) : null,
      ],
    );
  });
}

function choose(condition: Tensor, x: Tensor, y: Tensor): Tensor {
  const shape = broadcastShapes('where', condition.shape, broadcastShapes('where', x.shape, y.shape));
  const out = empty(shape, x.dtype, 'where');
  const { select } = kernels();
  const [maskAt, xAt, yAt, outAt] = [condition.pointer, x.pointer, y.pointer, out.pointer];
  forEachPlane(
    broadcastLayout(shape, [condition, x, y]),
    (rows, columns, [m, p, q, r], [maskRow, xRow, yRow], [maskColumn, xColumn, yColumn]) =>
      select(
        ...([rows, columns, maskAt + m, maskRow, maskColumn] as const),
        ...([xAt + 4 * p, xRow, xColumn, yAt + 4 * q, yRow, yColumn, outAt + 4 * r] as const),
      ),
  );
  return out;
}
