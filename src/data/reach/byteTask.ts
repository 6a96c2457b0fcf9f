import { DataError } from '../../tensor/errors.ts';
import type { LabelledText } from '../readLabelledTexts.ts';
import { requireWhole } from './generateTask.ts';
import { labelsOf } from './labelsOf.ts';
import type { LabelledTokens, TokenTask } from './tokenTask.ts';

/**
 * Texts as their bytes in UTF-8, each an id of its own, so that words have to be put together first (Tay et al., 2021). Of a text
 * that has more than `length` bytes the first ones are taken.
 *
 * @throws DataError if there are no texts to learn from or to measure on, or those have labels that were never learned.
 */
export function byteTask(
  train: readonly LabelledText[],
  test: readonly LabelledText[],
  { length }: { readonly length: number },
): TokenTask {
  requireWhole('length', length, 1);
  const encoder = new TextEncoder();
  const asBytes = ({ text, label }: LabelledText): LabelledTokens => {
    const tokens = Uint16Array.from(encoder.encode(text).subarray(0, length), (byte) => byte + 1);
    if (tokens.length === 0) throw new DataError('bytes: there is a text without a single byte');
    return { tokens, label };
  };
  return {
    name: 'bytes',
    vocabSize: 257,
    labels: labelsOf('bytes', train, test),
    readFrom: 'all',
    train: train.map(asBytes),
    test: test.map(asBytes),
  };
}
