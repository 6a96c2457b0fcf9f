import { ValueError } from '../../tensor/errors.ts';
import { Rng } from '../../tensor/rng.ts';
import type { GeneratedTaskOptions, LabelledTokens } from './tokenTask.ts';

/**
 * The examples of a generator, those to measure on from a stream of chance of their own: they are the same however many there are
 * to learn from.
 *
 * @throws ValueError unless sizes are whole numbers, and there is something to learn from.
 */
export function generateExamples(
  { trainSize, testSize, seed }: GeneratedTaskOptions,
  example: (rng: Rng) => LabelledTokens,
): { train: LabelledTokens[]; test: LabelledTokens[] } {
  requireWhole('trainSize', trainSize, 1);
  requireWhole('testSize', testSize, 0);
  const chance = new Rng(seed);
  const [forTest, forTrain] = [chance.fork(), chance.fork()];
  const make = (count: number, rng: Rng): LabelledTokens[] =>
    Array.from({ length: count }, () => example(rng));
  return { test: make(testSize, forTest), train: make(trainSize, forTrain) };
}

/** @throws ValueError unless a whole number of at least `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ValueError(`reach task: ${name} must be a whole number of at least ${least}; got ${value}`);
}
