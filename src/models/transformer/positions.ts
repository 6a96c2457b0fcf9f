import { alibi, type RelativePositions, rotary, ShawPositions, T5Buckets } from '../../attention/index.ts';
import { LearnedPositions, type Module, SinusoidalPositions } from '../../nn/index.ts';
import { type Rng, type Tensor, ValueError } from '../../tensor/index.ts';

export type PositionsName = 'sinusoidal' | 'learned' | 'rotary' | 'alibi' | 't5' | 'shaw' | 'none';

/** Positions that are added to embeddings [B, L, D], from position `offset` on. */
export interface AddedPositions extends Module {
  forward(x: Tensor, options: { offset: number }): Tensor;
}

/** What positions are made for. */
interface Sizes {
  readonly embedDim: number;
  readonly numHeads: number;
  readonly maxLength: number;
  readonly rng: Rng;
}

/** A way of telling a Transformer the order of its tokens. */
interface PositionsKind {
  added?(sizes: Sizes): AddedPositions;
  /** For a stack of layers: gives each its own, or all the same. `bidirectional` where positions see those after them. */
  relative?(sizes: Sizes, stack: { bidirectional: boolean }): () => RelativePositions;
}

/** While decoding, queries are the last of the keys. */
const align = 'end';
/** So that the encoder tells left from right. */
const ALIBI_AHEAD = 2;
/** As in the base model of the paper. */
const SHAW_DISTANCE = 16;

/** The ways to choose from by name. */
export const transformerPositions: Readonly<Record<PositionsName, PositionsKind>> = {
  sinusoidal: { added: ({ embedDim }) => new SinusoidalPositions({ dim: embedDim }) },
  learned: {
    added: ({ embedDim, maxLength, rng }) =>
      new LearnedPositions({ maxLength, dim: embedDim, std: embedDim ** -0.5, rng }),
  },
  rotary: {
    relative(sizes) {
      const E = headDimOf(sizes);
      if (E % 2 === 0) return () => rotary({ align });
      throw new ValueError(
        `Transformer: rotary positions need an even embedDim / numHeads, for pairs; got ${sizes.embedDim} / ${sizes.numHeads}`,
      );
    },
  },
  alibi: {
    relative:
      ({ numHeads }) =>
      () =>
        alibi({ numHeads, ahead: ALIBI_AHEAD, align }),
  },
  t5: {
    relative({ numHeads, rng }, { bidirectional }) {
      const shared = new T5Buckets({ numHeads, bidirectional, align, rng });
      return () => shared;
    },
  },
  shaw: {
    relative(sizes) {
      const headDim = headDimOf(sizes);
      return () => new ShawPositions({ headDim, maxDistance: SHAW_DISTANCE, align, rng: sizes.rng });
    },
  },
  none: {},
};

function headDimOf({ embedDim, numHeads }: Sizes): number {
  if (embedDim % numHeads === 0) return embedDim / numHeads;
  throw new ValueError(`Transformer: numHeads must divide embedDim; got ${numHeads} and ${embedDim}`);
}
