import { DataError } from '../tensor/index.ts';
import type { ModelKind } from './modelKind.ts';

/** What a model is built from, as plain JSON: its kind, and the sizes that this kind has. */
export interface ModelConfig {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** Kinds of model that serve the same purpose and fit the same context. */
export interface ModelFamily<Context, Model> {
  readonly kinds: readonly string[];
  /**
   * The configuration with every option of its kind filled in.
   *
   * @throws DataError for an unknown kind or option, or a value of another type than its default.
   */
  complete(config: ModelConfig): ModelConfig;
  /** Builds a model from its configuration; @throws DataError where that is not one. */
  build(config: ModelConfig, context: Context): Model;
}

// biome-ignore lint/suspicious/noExplicitAny: each kind has options of its own, which `complete` checks
type AnyKind<Context, Model> = ModelKind<any, Context, Model>;

export function modelFamily<Context, Model>(
  kinds: Readonly<Record<string, AnyKind<Context, Model>>>,
): ModelFamily<Context, Model> {
  const complete = (config: ModelConfig): ModelConfig => completeOptions(kinds, config);
  return {
    kinds: Object.keys(kinds),
    complete,
    build(config, context) {
      const { kind, ...options } = complete(config);
      return kinds[kind].build(options, context);
    },
  };
}

function completeOptions(
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
    const expected = kindOf(defaults[option]);
    if (kindOf(value) !== expected || (expected === 'number' && !Number.isFinite(value))) {
      throw new DataError(`model config: ${option} must be a ${expected}; got ${JSON.stringify(value)}`);
    }
  }
  return { kind, ...defaults, ...given };
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);
