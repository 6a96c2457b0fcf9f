import {
  checkLengths,
  formatShape,
  lengthMask,
  logicalAnd,
  ShapeError,
  type Tensor,
  tidy,
} from '../../tensor/index.ts';
import { sameShape } from '../../tensor/shape.ts';
import { requireBoolMask } from '../checkMask.ts';
import type { PoolingOptions } from './pooling.ts';

/** @throws ShapeError unless x is [B, S, D] and the mask [B, S]; DTypeError unless the mask is bool. */
export function checkSequence(operation: string, x: Tensor, mask: Tensor | null): void {
  if (x.rank !== 3) {
    throw new ShapeError(`${operation}: needs a sequence [B, S, D]; got ${formatShape(x.shape)}`);
  }
  if (mask === null) return;
  requireBoolMask(operation, mask);
  const positions = x.shape.slice(0, 2);
  if (sameShape(mask.shape, positions)) return;
  throw new ShapeError(
    `${operation}: the mask (true = may attend) must be [B, S] = ${formatShape(positions)}; got ${formatShape(mask.shape)}`,
  );
}

/**
 * The positions of x [B, S, D] that count, by lengths and mask together: bool [B, S]; null where all do.
 *
 * @throws ShapeError, DTypeError or ValueError if x, the mask or the lengths do not fit.
 */
export function visiblePositions(
  operation: string,
  x: Tensor,
  { lengths, mask = null }: PoolingOptions,
): Tensor | null {
  checkSequence(operation, x, mask);
  const [B, S] = x.shape;
  const checked = checkLengths(lengths, B, S);
  if (checked === null) return mask;
  const real = lengthMask(checked, S);
  return mask === null ? real : tidy(() => logicalAnd(real, mask));
}
