import { ShapeError, type Tensor } from '../../tensor/index.ts';
import type { MechanismSizes } from '../mechanism.ts';

/**
 * What parameters that belong to heads fit.
 *
 * @throws ShapeError if queries have other heads than those that the mechanism was built for.
 */
export function requireHeads(
  name: string,
  { numHeads, headDim }: Pick<MechanismSizes, 'numHeads' | 'headDim'>,
  query: Tensor,
): void {
  const [, H, , E] = query.shape;
  if (H === numHeads && E === headDim) return;
  throw new ShapeError(
    `${name}: was built for H = ${numHeads} heads of size E = ${headDim}; got H = ${H} and E = ${E}. ` +
      'Each layer builds its own when it is given the recipe.',
  );
}
