import type { HistoryEntry } from './history.ts';

/** Why a training ended. */
export type StopReason = 'maxUpdates' | 'maxSeconds' | 'patience' | 'aborted';

export interface TrainingReport {
  readonly reason: StopReason;
  /** Updates, target tokens and seconds in all, earlier runs included. */
  readonly updates: number;
  readonly tokens: number;
  readonly seconds: number;
  /** Target tokens a second of this run, validation and saving left out. */
  readonly tokensPerSecond: number;
  readonly history: readonly HistoryEntry[];
  /** The entry that the checkpoint 'best' is of; null where nothing was validated. */
  readonly best: HistoryEntry | null;
}
