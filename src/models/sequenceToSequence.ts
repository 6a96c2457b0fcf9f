import type { Module } from '../nn/index.ts';
import type { Tensor } from '../tensor/index.ts';

/** Sequences of token ids, filled up to one length: ids int32 [B, L], of which lengths[b] are real. */
export interface TokenBatch {
  readonly ids: Tensor;
  readonly lengths: readonly number[];
}

/** What a decoder says after it has read one more token of each sequence. */
export interface DecodingStep {
  /** [B, V]: unnormalised scores of the next token. */
  readonly logits: Tensor;
  /** [B, S]: where in the source the decoder looked, averaged over heads; null unless asked for, or without attention. */
  readonly attention: Tensor | null;
}

/**
 * A decoder in the middle of its sequences: it remembers what it has read, so that each step costs one position.
 * Who opens it disposes it; the tensors of a step belong to the caller.
 */
export interface DecodingSession {
  /** Sequences decoded side by side, B. */
  readonly batchSize: number;
  /** Reads one token a sequence, B of them. Synchronous, so that it may run in a tidy(). */
  step(tokens: ArrayLike<number>, options?: { needAttention?: boolean }): DecodingStep;
  /** Sequence i goes on from what sequence rows[i] was; there may be more or fewer than before. */
  reorder(rows: readonly number[]): void;
  dispose(): void;
}

/** A network from a sequence of tokens to another, trained by teacher forcing and decoded token by token. */
export interface SequenceToSequence extends Module {
  /** Positions that source and target may have at the most. */
  readonly maxLength: number;
  /** logits [B, L, V] of each next target token, given the source and the target tokens before it. */
  forward(source: TokenBatch, target: TokenBatch): Tensor;
  /** Reads the source, once, and is ready for the first target token. */
  startDecoding(source: TokenBatch): DecodingSession;
}
