import { DataError } from '../tensor/errors.ts';

/** The value as a list of strings. @throws DataError where it is something else; `what` names it. */
export function checkStrings(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new DataError(
    `${what}: must be a list of strings. Is the file damaged, or written for another model?`,
  );
}
