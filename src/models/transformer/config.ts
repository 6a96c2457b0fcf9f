import { DataError } from '../../tensor/index.ts';
import type { ModelKind } from '../modelKind.ts';
import { type PositionsName, transformerPositions } from './positions.ts';
import { Transformer } from './transformer.ts';

export const transformerModel: ModelKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numEncoderLayers: number;
  numDecoderLayers: number;
  dropout: number;
  maxLength: number;
  positions: string;
}> = {
  defaults: {
    embedDim: 256,
    numHeads: 4,
    feedForwardDim: 1024,
    numEncoderLayers: 3,
    numDecoderLayers: 3,
    dropout: 0.1,
    maxLength: 512,
    positions: 'sinusoidal',
  },
  build({ positions, ...sizes }, context) {
    if (!Object.hasOwn(transformerPositions, positions)) {
      throw new DataError(
        `model config: unknown positions "${positions}"; there are ${Object.keys(transformerPositions).join(', ')}`,
      );
    }
    return new Transformer({ ...sizes, ...context, positions: positions as PositionsName });
  },
};
