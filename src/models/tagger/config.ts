import { DataError, type Rng } from '../../tensor/index.ts';
import { completeOptions, type ModelConfig } from '../completeOptions.ts';
import type { ModelKind } from '../modelKind.ts';
import { CharacterCnn } from './characterCnn.ts';
import { RecurrentContext } from './recurrentContext.ts';
import { SequenceTagger } from './sequenceTagger.ts';
import { TransformerContext } from './transformerContext.ts';
import { WordEncoder } from './wordEncoder.ts';

/** What a tagger must fit, and where its chances come from. Words and characters share the ids of padding and unknown. */
export interface TaggerContext {
  readonly numWords: number;
  readonly numCharacters: number;
  readonly numTags: number;
  readonly padId: number;
  readonly unkId: number;
  readonly rng: Rng;
}

interface WordOptions {
  wordDim: number;
  characterDim: number;
  characterWidths: readonly number[];
  characterFilters: number;
  dropout: number;
  wordDropout: number;
}

const wordDefaults: WordOptions = {
  wordDim: 100,
  characterDim: 32,
  characterWidths: [3, 5],
  characterFilters: 64,
  dropout: 0.4,
  wordDropout: 0.2,
};

type TaggerKind<Options extends object> = ModelKind<Options & WordOptions, TaggerContext, SequenceTagger>;

const recurrent: TaggerKind<{
  hiddenDim: number;
  numLayers: number;
  attentionDim: number;
  numHeads: number;
}> = {
  defaults: { ...wordDefaults, hiddenDim: 192, numLayers: 1, attentionDim: 128, numHeads: 4 },
  build(options, context) {
    const words = wordEncoder(options, context);
    const { rng } = context;
    const recurrent = new RecurrentContext({ ...options, inFeatures: words.outFeatures, rng });
    return new SequenceTagger({ words, context: recurrent, ...context });
  },
};

const transformer: TaggerKind<{
  embedDim: number;
  numHeads: number;
  feedForwardDim: number;
  numLayers: number;
}> = {
  defaults: {
    ...wordDefaults,
    embedDim: 128,
    numHeads: 4,
    feedForwardDim: 256,
    numLayers: 2,
    dropout: 0.2,
  },
  build(options, context) {
    const words = wordEncoder(options, context);
    const { rng } = context;
    const transformer = new TransformerContext({ ...options, inFeatures: words.outFeatures, rng });
    return new SequenceTagger({ words, context: transformer, ...context });
  },
};

function wordEncoder(options: WordOptions, { numWords, numCharacters, ...rest }: TaggerContext): WordEncoder {
  const { wordDim: embedDim, characterDim, characterWidths: widths, characterFilters: numFilters } = options;
  if (!Array.isArray(widths) || !widths.every((width) => Number.isInteger(width) && width % 2 === 1)) {
    throw new DataError(
      `model config: characterWidths must be a list of odd numbers, such as [3, 5]; got ${JSON.stringify(widths)}`,
    );
  }
  const characters = new CharacterCnn({ numCharacters, embedDim: characterDim, widths, numFilters, ...rest });
  const { dropout, wordDropout } = options;
  return new WordEncoder({ numWords, embedDim, characters, dropout, wordDropout, ...rest });
}

const kinds: Readonly<Record<string, TaggerKind<never>>> = {
  recurrent: recurrent as TaggerKind<never>,
  transformer: transformer as TaggerKind<never>,
};

/** The configuration of a tagger with every option of its kind filled in; @throws DataError where it is not one. */
export function completeTaggerConfig(config: ModelConfig): ModelConfig {
  return completeOptions(kinds, config);
}

/** Builds a tagger from its configuration; @throws DataError where that is not one. */
export function buildTagger(config: ModelConfig, context: TaggerContext): SequenceTagger {
  const { kind, ...options } = completeTaggerConfig(config);
  return (kinds[kind] as unknown as TaggerKind<object>).build(options as never, context);
}
