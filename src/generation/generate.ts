import type { SequenceToSequence, TokenBatch } from '../models/index.ts';
import { DTypeError, formatShape, ShapeError, ValueError } from '../tensor/index.ts';
import { greedy } from './greedy.ts';
import type { DecodingStrategy, GenerationProgress, GenerationResult } from './strategy.ts';

export interface GenerateOptions {
  readonly strategy?: DecodingStrategy;
  /**
   * Tokens that each sequence may get at the most, eos included; never more than model.maxLength, and by default
   * twice the source's length and 10.
   */
  readonly maxNewTokens?: number;
  /** The token that every target starts with, not generated itself. */
  readonly bosId: number;
  /** The token that ends a target. */
  readonly eosId: number;
  /** The token that fills sequences up, never generated. */
  readonly padId: number;
  /** Record where in the source the model looked for each token. */
  readonly needAttention?: boolean;
  /** Record what was kept at each step. */
  readonly needTrace?: boolean;
  /** Called after each step, and waited for; it may throw, to stop. */
  readonly onStep?: (progress: GenerationProgress) => void | Promise<void>;
}

/**
 * Finds for each source the target that the strategy likes best: one result a source, the same as if each had been
 * alone. The model is in evaluation mode meanwhile, and records no gradients.
 *
 * @throws ShapeError or DTypeError unless source.ids is int32 [B, S] with a length for each of B; ValueError for a
 * source that is empty or longer than model.maxLength, for options out of range, and where the model says NaN.
 */
export async function generate(
  model: SequenceToSequence,
  source: TokenBatch,
  {
    strategy = greedy(),
    maxNewTokens,
    needAttention = false,
    needTrace = false,
    onStep = () => {},
    ...ids
  }: GenerateOptions,
): Promise<GenerationResult[]> {
  checkSource(source, model.maxLength);
  const { bosId, eosId, padId } = ids;
  for (const [name, id] of Object.entries({ bosId, eosId, padId })) checkCount(name, id);
  if (maxNewTokens !== undefined) checkCount('maxNewTokens', maxNewTokens);
  const limits = source.lengths.map((length) => Math.min(maxNewTokens ?? 2 * length + 10, model.maxLength));
  return evaluating(model, () =>
    strategy.generate(model, source, { limits, bosId, eosId, padId, needAttention, needTrace, onStep }),
  );
}

function checkSource({ ids, lengths }: TokenBatch, maxLength: number): void {
  if (ids.rank !== 2 || ids.shape[0] !== lengths.length) {
    throw new ShapeError(
      `generate: source.ids must be [B, S] with B lengths; got ${formatShape(ids.shape)} and ${lengths.length} lengths`,
    );
  }
  if (ids.dtype !== 'int32') throw new DTypeError(`generate: source.ids must be int32; got ${ids.dtype}`);
  const S = ids.shape[1];
  for (const [i, length] of lengths.entries()) {
    if (!Number.isInteger(length) || length < 1 || length > S) {
      throw new ValueError(
        `generate: each source must have from one token to S = ${S}; got length ${length} for source ${i}`,
      );
    }
    if (length > maxLength) {
      throw new ValueError(
        `generate: a source may have at most ${maxLength} tokens, the model's maxLength; source ${i} has ${length}. ` +
          'Split it, or train a model with a greater maxLength.',
      );
    }
  }
}

function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) {
    throw new ValueError(`generate: ${name} must be a whole number from 0 on; got ${value}`);
  }
}

/** Runs `body` with dropout and the like turned off, and then back on where it was on; a model in evaluation stays so. */
async function evaluating<T>(model: SequenceToSequence, body: () => Promise<T>): Promise<T> {
  if (!model.training) return body();
  const inTraining = model.modules().filter(({ training }) => training);
  model.eval();
  try {
    return await body();
  } finally {
    for (const module of inTraining) module.training = true;
  }
}
