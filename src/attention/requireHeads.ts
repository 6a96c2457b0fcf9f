import { ShapeError } from '../tensor/index.ts';
import type { MechanismSizes } from './mechanism.ts';

/**
 * What parameters that belong to heads fit.
 *
 * @throws ShapeError if there are other heads than those that the mechanism was built for.
 */
export function requireHeads(
  name: string,
  { numHeads, headDim }: Pick<MechanismSizes, 'numHeads' | 'headDim'>,
  H: number,
  E: number,
): void {
  if (H === numHeads && E === headDim) return;
  throw new ShapeError(
    `${name}: was built for H = ${numHeads} heads of size E = ${headDim}; got H = ${H} and E = ${E}. ` +
      'Each layer builds its own when it is given the recipe.',
  );
}
