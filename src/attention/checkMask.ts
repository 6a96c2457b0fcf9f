import { DTypeError, formatShape, type Shape, ShapeError, type Tensor } from '../tensor/index.ts';
import { broadcastsTo } from '../tensor/shape.ts';

/**
 * A mask that is the wrong way round cannot be told from one that is meant so; what can be told is said.
 *
 * @throws DTypeError unless the mask is bool, ShapeError unless it broadcasts to `full`, [B, H, L, S].
 */
export function checkMask(mask: Tensor | null, full: Shape): void {
  if (mask === null) return;
  requireBoolMask('attention', mask);
  if (broadcastsTo(mask.shape, full)) return;
  throw new ShapeError(
    `attention: the mask (true = may attend) must broadcast to [B, H, L, S] = ${formatShape(full)}; ` +
      `got ${formatShape(mask.shape)}.${hint(mask.shape, full)}`,
  );
}

/** @throws DTypeError unless the mask is bool, with how to make it so. */
export function requireBoolMask(operation: string, { dtype }: Tensor): void {
  if (dtype === 'bool') return;
  throw new DTypeError(
    `${operation}: the mask must be bool, true = may attend; got ${dtype}. If 1 means may attend, pass equal(mask, 1); ` +
      'if 0 does, as in masks that are added to scores or mark what is hidden, equal(mask, 0).',
  );
}

/** What the axes of a mask may have been meant as. */
function hint(shape: Shape, [B, , L, S]: Shape): string {
  const is = (...axes: number[]) => shape.length === axes.length && axes.every((n, i) => n === shape[i]);
  if (is(B, S)) return ' Which keys are real goes in as lengths, or as [B, 1, 1, S].';
  if (is(B, L, S)) return ' One for all heads goes in as [B, 1, L, S].';
  if (is(S, L)) return ' Is it transposed? Queries come before keys.';
  return '';
}
