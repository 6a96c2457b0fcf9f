import { DataError, type Rng } from '../../tensor/index.ts';
import { CharacterCnn } from './characterCnn.ts';
import { WordEncoder } from './wordEncoder.ts';

/** What a model of words must fit, and where its chances come from. Words and characters share the ids of padding and unknown. */
export interface WordContext {
  readonly numWords: number;
  readonly numCharacters: number;
  readonly padId: number;
  readonly unkId: number;
  readonly rng: Rng;
}

/** How words are turned into vectors; options of every model that reads them. */
export interface WordEncoderSettings {
  wordDim: number;
  characterDim: number;
  characterWidths: readonly number[];
  /** Filters of each width; 0 for words without their characters. */
  characterFilters: number;
  dropout: number;
  wordDropout: number;
  characterDropout: number;
}

export const wordDefaults: WordEncoderSettings = {
  wordDim: 100,
  characterDim: 32,
  characterWidths: [3, 5],
  characterFilters: 64,
  dropout: 0.4,
  wordDropout: 0.2,
  characterDropout: 0,
};

/** @throws DataError where the options are of no encoder. */
export function encodeWords(
  options: WordEncoderSettings,
  { numWords, numCharacters, ...rest }: WordContext,
): WordEncoder {
  const { wordDim: embedDim, characterDim, characterWidths: widths, characterFilters: numFilters } = options;
  const isOdd = (width: unknown): boolean => Number.isInteger(width) && (width as number) % 2 === 1;
  if (!Array.isArray(widths) || widths.length === 0 || !widths.every(isOdd)) {
    throw new DataError(
      `model config: characterWidths must be a list of odd numbers, such as [3, 5]; got ${JSON.stringify(widths)}`,
    );
  }
  const characters =
    numFilters === 0
      ? null
      : new CharacterCnn({ numCharacters, embedDim: characterDim, widths, numFilters, ...rest });
  const { dropout, wordDropout, characterDropout } = options;
  const chances = { dropout, wordDropout, characterDropout };
  return new WordEncoder({ numWords, embedDim, characters, ...chances, ...rest });
}
