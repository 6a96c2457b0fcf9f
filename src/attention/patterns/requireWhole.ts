import { ValueError } from '../../tensor/index.ts';

/** @throws ValueError unless `value` is a whole number from `least` on. */
export function requireWhole(pattern: string, what: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ValueError(`${pattern}: ${what} must be a whole number from ${least} on; got ${value}`);
}
