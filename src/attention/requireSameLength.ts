import { ShapeError } from '../tensor/index.ts';

/**
 * For mechanisms whose queries and keys are the positions of one sequence; `advice` says why, and what to do.
 *
 * @throws ShapeError unless L is S.
 */
export function requireSameLength(name: string, L: number, S: number, advice: string): void {
  if (L === S) return;
  throw new ShapeError(`${name}: L must be S; got L = ${L} and S = ${S}. ${advice}`);
}
