import { DataError } from '../../tensor/errors.ts';
import type { Rng } from '../../tensor/rng.ts';
import { listOpsTokens } from './evaluateListOps.ts';
import { generateExamples } from './generateTask.ts';
import { drawListOps, type ListOpsExpression, type ListOpsRules, listOpsRules } from './listOps.ts';
import type { GeneratedTaskOptions, LabelledTokens, TokenTask } from './tokenTask.ts';

export interface ListOpsTaskOptions extends GeneratedTaskOptions {
  /**
   * Measure on these, as far as they are short enough, and draw by the rules that they were published with (Nangia and Bowman,
   * 2018); without them all is drawn by those of Long Range Arena, with lengths from a quarter of `length` on, as there.
   */
  readonly published?: readonly ListOpsExpression[];
}

const ids = new Map(listOpsTokens.map((token, i) => [token, i + 1]));
/** Drawn again and again the same: there are no more that are different. */
const MOST_REPEATS = 10_000;

/**
 * ListOps (Nangia and Bowman, 2018): the value, from 0 to 9, of nested lists of digits. All expressions are different, and none to
 * measure on is among those to learn from.
 *
 * @throws ValueError for lengths that no expression has; DataError if none of the published is short enough, or there are not so
 * many different ones.
 */
export function listOpsTask({ published, ...options }: ListOpsTaskOptions): TokenTask {
  const { length, testSize, trainSize } = options;
  const seen = new Set<string>();
  const test = published
    ?.filter(({ tokens }) => tokens.length <= length)
    .slice(0, testSize)
    .map(labelled);
  if (test?.length === 0) {
    throw new DataError(
      `ListOps: none of the ${published?.length} expressions has ${length} tokens or fewer`,
    );
  }
  for (const { tokens } of published ?? []) seen.add(tokens.join(' '));
  const rules: ListOpsRules =
    published === undefined
      ? { ...listOpsRules.longRangeArena, minLength: Math.max(1, length >> 2), maxLength: length }
      : { ...listOpsRules.original, minLength: 1, maxLength: length };
  const drawn = (rng: Rng): LabelledTokens => {
    for (let draw = 0; draw < MOST_REPEATS; draw++) {
      const expression = drawListOps(rng, rules);
      const text = expression.tokens.join(' ');
      if (seen.has(text)) continue;
      seen.add(text);
      return labelled(expression);
    }
    throw new DataError(
      `ListOps: there are not ${trainSize + testSize} different expressions of up to ${length} tokens; take fewer, or longer ones`,
    );
  };
  const made = generateExamples(test === undefined ? options : { ...options, testSize: 0 }, drawn);
  return {
    name: 'listops',
    vocabSize: listOpsTokens.length + 1,
    labels: [...'0123456789'],
    readFrom: 'all',
    train: made.train,
    test: test ?? made.test,
  };
}

function labelled({ tokens, value }: ListOpsExpression): LabelledTokens {
  return { tokens: Uint16Array.from(tokens, (token) => ids.get(token)!), label: String(value) };
}
