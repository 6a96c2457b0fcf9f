import { type CheckpointStore, MemoryCheckpointStore } from '../../training/index.ts';
import type { CellName, ComparisonCell } from './cell.ts';

/** Keeps what was trained, so that a comparison that was stopped, or killed, goes on where it was. */
export interface CellStore {
  /** Null if that training has not come to its end. */
  load(name: CellName): Promise<ComparisonCell | null>;
  /** Keeps a training that has come to its end; its checkpoints may go. */
  save(cell: ComparisonCell): Promise<void>;
  /** For one that has not. */
  checkpoints(name: CellName): Promise<CheckpointStore>;
}

/** For as long as the program runs: for pages, and for tests. */
export class MemoryCellStore implements CellStore {
  readonly #cells = new Map<string, ComparisonCell>();
  readonly #checkpoints = new Map<string, MemoryCheckpointStore>();

  async load(name: CellName): Promise<ComparisonCell | null> {
    return this.#cells.get(keyOf(name)) ?? null;
  }

  async save(cell: ComparisonCell): Promise<void> {
    this.#cells.set(keyOf(cell), cell);
    this.#checkpoints.delete(keyOf(cell));
  }

  async checkpoints(name: CellName): Promise<CheckpointStore> {
    const store = this.#checkpoints.get(keyOf(name)) ?? new MemoryCheckpointStore();
    this.#checkpoints.set(keyOf(name), store);
    return store;
  }
}

const keyOf = ({ mechanism, seed }: CellName): string => `${mechanism} ${seed}`;
