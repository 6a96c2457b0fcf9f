import type { SequenceToSequence, TokenBatch } from '../models/index.ts';

/** One continuation that was found for a source. */
export interface Hypothesis {
  /** Token ids, without bos and eos. */
  readonly tokens: readonly number[];
  /** log p of each token, eos included where there is one. */
  readonly tokenScores: readonly number[];
  /** log p of the whole: the sum of tokenScores. */
  readonly score: number;
  /** What hypotheses are ranked by: the score made comparable between lengths, as the strategy defines it. */
  readonly normalizedScore: number;
  /** Ended by eos, rather than by the limit on its length. */
  readonly finished: boolean;
  /** For each of tokenScores where the model looked, [S] without padding; null unless asked for. */
  readonly attention: readonly Float32Array[] | null;
}

/** One sequence as it stood after a step. */
export interface TraceEntry {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly finished: boolean;
  /** Which entry of the step before it came from; null in the first step. */
  readonly parent: number | null;
}

/** What a strategy kept at one step, best first; what no later entry comes from was dropped, or is finished. */
export type TraceStep = readonly TraceEntry[];

/** What was generated for one source: the best hypothesis, and all that the strategy ended with, best first. */
export interface GenerationResult extends Hypothesis {
  readonly hypotheses: readonly Hypothesis[];
  /** Each step of the way there; null unless asked for. */
  readonly trace: readonly TraceStep[] | null;
}

export interface GenerationProgress {
  /** Steps done, from 1. */
  readonly step: number;
  /** Sources still being worked on. */
  readonly unfinished: number;
}

/** What a strategy is asked for, checked and complete. */
export interface DecodingRequest {
  /** For each source, how many tokens it may be given at the most, eos included. */
  readonly limits: readonly number[];
  readonly bosId: number;
  readonly eosId: number;
  readonly padId: number;
  readonly needAttention: boolean;
  readonly needTrace: boolean;
  readonly onStep: (progress: GenerationProgress) => void | Promise<void>;
}

/** A way to choose tokens from what a model says of them. Used through `generate`, which checks its arguments. */
export interface DecodingStrategy {
  readonly name: string;
  /** One result for each sequence of the source, none of which has pad or bos in it. */
  generate(
    model: SequenceToSequence,
    source: TokenBatch,
    request: DecodingRequest,
  ): Promise<GenerationResult[]>;
}
