import { ValueError } from '../tensor/errors.ts';

/**
 * JSON that gives back what went in. `JSON.stringify` turns NaN and Infinity into null, and arrays and maps of other
 * classes into objects, so that a resumed training would go wrong in silence.
 *
 * @throws ValueError naming the first value that JSON cannot hold
 */
export function strictJson(value: unknown): string {
  return JSON.stringify(value ?? null, (key, inner: unknown) => {
    if (!isPlain(inner))
      throw new ValueError(`checkpoint: JSON cannot hold the state's '${key}'; got ${describe(inner)}`);
    return inner;
  });
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
    default:
      return false;
  }
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : String(value);
}
