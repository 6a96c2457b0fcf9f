import { completeOptions, type ModelConfig } from './completeOptions.ts';
import type { ModelContext, ModelKind } from './modelKind.ts';
import { recurrentModel } from './recurrent/config.ts';
import type { SequenceToSequence } from './sequenceToSequence.ts';
import { transformerModel } from './transformer/config.ts';

export type { ModelConfig } from './completeOptions.ts';

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
  return completeOptions(kinds, config);
}

/** Builds a model from its configuration; @throws DataError where that is not one. */
export function buildModel(config: ModelConfig, context: ModelContext): SequenceToSequence {
  const { kind, ...options } = completeConfig(config);
  return (kinds[kind] as unknown as ModelKind<object>).build(options, context);
}
