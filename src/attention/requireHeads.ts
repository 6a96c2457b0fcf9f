import { ShapeError } from '../tensor/index.ts';
import type { MechanismSizes } from './mechanism.ts';

/** Heads of a layer; of any size without `headDim`. */
export type HeadsBuiltFor = Pick<MechanismSizes, 'numHeads'> & Partial<Pick<MechanismSizes, 'headDim'>>;

/**
 * What parameters that belong to heads fit.
 *
 * @throws ShapeError if there are other heads than those that the mechanism was built for.
 */
export function requireHeads(name: string, { numHeads, headDim }: HeadsBuiltFor, H: number, E: number): void {
  if (H === numHeads && (headDim === undefined || E === headDim)) return;
  const [built, got] =
    headDim === undefined ? ['', `H = ${H}`] : [` of size E = ${headDim}`, `H = ${H} and E = ${E}`];
  throw new ShapeError(
    `${name}: was built for H = ${numHeads} heads${built}; got ${got}. Each layer builds its own when it is given the recipe.`,
  );
}
