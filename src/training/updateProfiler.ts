import { type Profile, Profiler } from '../runtime/index.ts';
import { ValueError } from '../tensor/index.ts';

export interface UpdateProfilerOptions {
  /** Updates that are passed over at first, while the host still compiles; 10 by default. */
  readonly warmup?: number;
  /** The most updates that are measured; 50 by default. */
  readonly updates?: number;
}

/**
 * Profiles some updates of a training: an option of `Trainer` and of the tasks.
 *
 * ```ts
 * const profiler = new UpdateProfiler({ updates: 20 });
 * await new Trainer({ task, optimizer, store, maxUpdates: 1000, profiler }).run();
 * console.table(profiler.profile.operations);
 * ```
 */
export class UpdateProfiler {
  readonly warmup: number;
  readonly #last: number;
  readonly #profiler = new Profiler();
  #seen = 0;

  /** @throws ValueError unless both are whole numbers, `warmup` from 0 and `updates` from 1 on. */
  constructor({ warmup = 10, updates = 50 }: UpdateProfilerOptions = {}) {
    if (!(Number.isInteger(warmup) && warmup >= 0 && Number.isInteger(updates) && updates >= 1)) {
      throw new ValueError(
        `UpdateProfiler: needs whole numbers, warmup at least 0 and updates at least 1; got ${warmup} and ${updates}`,
      );
    }
    this.warmup = warmup;
    this.#last = warmup + updates;
  }

  /** Runs an update, timed if its turn has come. */
  measure<T>(update: () => T): T {
    this.#seen++;
    if (this.#seen <= this.warmup || this.#seen > this.#last) return update();
    return this.#profiler.measure(update);
  }

  /** How many updates were measured so far. */
  get updates(): number {
    return Math.max(0, Math.min(this.#seen, this.#last) - this.warmup);
  }

  /** Of all of them together. */
  get profile(): Profile {
    return this.#profiler.profile;
  }
}
