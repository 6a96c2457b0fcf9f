import { ValueError } from '../tensor/index.ts';

/**
 * What types say of a factory's options, for those who write JavaScript.
 *
 * @throws ValueError unless options are an object with all of `required`.
 */
export function requireOptions(name: string, options: unknown, required: readonly string[]): void {
  const given = typeof options === 'object' && options !== null ? options : null;
  const missing = required.filter((option) => (given as Record<string, unknown> | null)?.[option] == null);
  if (given !== null && missing.length === 0) return;
  const came =
    given === null ? String(options) : `{ ${Object.keys(given).join(', ')} }`.replace('{  }', '{}');
  throw new ValueError(`${name}: needs options { ${[...required, '...'].join(', ')} }; got ${came}`);
}

/**
 * For an option that others have; `instead` says what to do.
 *
 * @throws ValueError if it is asked for.
 */
export function refuseOption(name: string, options: object, option: string, instead: string): void {
  if (!(options as Record<string, unknown>)[option]) return;
  throw new ValueError(`${name}: has no option ${option}. ${instead}`);
}
