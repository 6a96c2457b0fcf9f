import { ValueError } from '../tensor/errors.ts';

/** @throws ValueError if one of the options that are given is not a finite number above 0 */
export function checkPositive(caller: string, options: Record<string, number | undefined>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !(value > 0 && value < Infinity)) {
      throw new ValueError(`${caller}: ${name} must be a finite number above 0; got ${value}`);
    }
  }
}
