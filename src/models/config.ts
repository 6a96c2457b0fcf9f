import { DataError } from '../tensor/index.ts';
import type { ModelContext, ModelKind } from './modelKind.ts';
import { recurrentModel } from './recurrent/config.ts';
import type { SequenceToSequence } from './sequenceToSequence.ts';
import { transformerModel } from './transformer/config.ts';

/** What a model is built from, as plain JSON: its kind, and the sizes that this kind has. */
export interface ModelConfig {
  readonly kind: string;
  readonly [option: string]: unknown;
}

const kinds: Readonly<Record<string, ModelKind<never>>> = {
  transformer: transformerModel as ModelKind<never>,
  recurrent: recurrentModel as ModelKind<never>,
};

export const modelKinds: readonly string[] = Object.keys(kinds);

/**
 * The configuration with every option of its kind filled in.
 *
 * @throws DataError for an unknown kind or option, or a value of another type than its default.
 */
export function completeConfig(config: ModelConfig): ModelConfig {
  const { kind, ...given } = config;
  if (!Object.hasOwn(kinds, kind)) {
    throw new DataError(`model config: unknown kind "${kind}"; there are ${modelKinds.join(' and ')}`);
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

/** Builds a model from its configuration; @throws DataError where that is not one. */
export function buildModel(config: ModelConfig, context: ModelContext): SequenceToSequence {
  const { kind, ...options } = completeConfig(config);
  return (kinds[kind] as unknown as ModelKind<object>).build(options, context);
}
