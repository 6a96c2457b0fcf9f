import { type ModelFamily, modelFamily } from './modelFamily.ts';
import type { ModelContext } from './modelKind.ts';
import { recurrentModel } from './recurrent/config.ts';
import type { SequenceToSequence } from './sequenceToSequence.ts';
import { transformerModel } from './transformer/config.ts';

export const sequenceToSequenceModels: ModelFamily<ModelContext, SequenceToSequence> = modelFamily({
  transformer: transformerModel,
  recurrent: recurrentModel,
});
export const { kinds: modelKinds, complete: completeConfig, build: buildModel } = sequenceToSequenceModels;
