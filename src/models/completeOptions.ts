import { DataError } from '../tensor/index.ts';

/** What a model is built from, as plain JSON: its kind, and the sizes that this kind has. */
export interface ModelConfig {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/**
 * The configuration with every option of its kind filled in.
 *
 * @throws DataError for an unknown kind or option, or a value of another type than its default.
 */
export function completeOptions(
  kinds: Readonly<Record<string, { readonly defaults: object }>>,
  { kind, ...given }: ModelConfig,
): ModelConfig {
  if (!Object.hasOwn(kinds, kind)) {
    throw new DataError(
      `model config: unknown kind "${kind}"; there are ${Object.keys(kinds).join(' and ')}`,
    );
  }
  const defaults = kinds[kind].defaults as Record<string, unknown>;
  for (const [option, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, option)) {
      throw new DataError(
        `model config: a ${kind} has no option "${option}"; it has ${Object.keys(defaults).join(', ')}`,
      );
    }
    const expected = typeof defaults[option];
    if (typeof value !== expected || (expected === 'number' && !Number.isFinite(value))) {
      throw new DataError(`model config: ${option} must be a ${expected}; got ${JSON.stringify(value)}`);
    }
  }
  return { kind, ...defaults, ...given };
}
