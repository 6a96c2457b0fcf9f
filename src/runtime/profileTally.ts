import type { OperationProfile, Profile, ProfileEntry } from './profile.ts';

/** One call of a kernel. */
export interface KernelCall {
  readonly kernel: string;
  readonly milliseconds: number;
  readonly multiplyAdds: number;
}

interface Sums {
  calls: number;
  milliseconds: number;
  multiplyAdds: number;
}

/** Adds up the calls of kernels, operation by operation. */
export class ProfileTally {
  readonly #operations = new Map<string, { calls: number; kernels: Map<string, Sums> }>();

  /** Counts one call of an operation, unless it called no kernel. */
  add(operation: string, calls: readonly KernelCall[]): void {
    if (calls.length === 0) return;
    const tally = getOrPut(this.#operations, operation, () => ({ calls: 0, kernels: new Map() }));
    tally.calls++;
    for (const { kernel, milliseconds, multiplyAdds } of calls) {
      const entry = getOrPut(tally.kernels, kernel, emptySums);
      entry.calls++;
      entry.milliseconds += milliseconds;
      entry.multiplyAdds += multiplyAdds;
    }
  }

  /** What was counted, within so much time in all. */
  toProfile(milliseconds: number): Profile {
    const operations = [...this.#operations].map(([name, { calls, kernels }]): OperationProfile => {
      const entries = [...kernels].map(([kernel, sums]) => ({ name: kernel, ...sums })).sort(slowestFirst);
      return {
        name,
        calls,
        milliseconds: total(entries, 'milliseconds'),
        multiplyAdds: total(entries, 'multiplyAdds'),
        kernels: entries,
      };
    });
    operations.sort(slowestFirst);
    return { milliseconds, operations, hostMilliseconds: milliseconds - total(operations, 'milliseconds') };
  }
}

function emptySums(): Sums {
  return { calls: 0, milliseconds: 0, multiplyAdds: 0 };
}

function getOrPut<T>(map: Map<string, T>, key: string, make: () => T): T {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}

function slowestFirst(a: ProfileEntry, b: ProfileEntry): number {
  return b.milliseconds - a.milliseconds;
}

function total(entries: readonly ProfileEntry[], field: 'milliseconds' | 'multiplyAdds'): number {
  return entries.reduce((sum, entry) => sum + entry[field], 0);
}
