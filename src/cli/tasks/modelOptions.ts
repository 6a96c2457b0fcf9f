import { Option } from 'commander';
import type { ModelConfig, ModelFamily } from '../../models/index.ts';

type AnyFamily = ModelFamily<never, unknown>;

/** A line for each kind of model, with its options and their defaults, for the help. */
export function describeModels({ kinds, complete }: AnyFamily): string {
  return kinds
    .map((kind) => {
      const { kind: _, ...options } = complete({ kind });
      return `  ${kind}: ${Object.entries(options)
        .map(([name, value]) => `${name}=${JSON.stringify(value).replaceAll('"', '')}`)
        .join(' ')}`;
    })
    .join('\n');
}

/** The network to train, one of a family's kinds. */
export function modelOption({ kinds }: AnyFamily, kind: string): Option {
  return new Option('--model <kind>', 'the network').choices([...kinds]).default(kind);
}

/** The configuration that --model and --set give. What the default of a task sets beyond its kind's own goes with that kind. */
export function modelConfig(
  { complete }: AnyFamily,
  preset: ModelConfig,
  options: { readonly model: string; readonly set: Readonly<Record<string, unknown>> },
): ModelConfig {
  const base = options.model === preset.kind ? preset : { kind: options.model };
  return complete({ ...base, ...options.set });
}
