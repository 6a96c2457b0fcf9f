import type { Kernels } from './builds.ts';
import { getEngine } from './engine.ts';
import { HeedError } from './errors.ts';
import { multiplyAddsOf } from './multiplyAdds.ts';
import type { Profile } from './profile.ts';
import { type KernelCall, ProfileTally } from './profileTally.ts';

let active: Profiler | null = null;

/**
 * Times kernels by the operation that calls them, over as many calls of `measure` as you like. While it measures, timed
 * kernels stand in for those of the engine, at some tenths of a microsecond a call; at all other times nothing is
 * different from a program without a profiler.
 *
 * A recorded operation is given the kernels that ran since the one before it, and its backward pass goes by its name and
 * "backward". What belongs to neither goes by the kernel's own name: inference is not recorded, for example.
 */
export class Profiler {
  readonly #tally = new ProfileTally();
  #milliseconds = 0;
  /** Calls of kernels that belong to no operation so far. */
  #pending: KernelCall[] = [];
  #timed: Kernels | null = null;

  /**
   * Runs `work`, adds what it does to the profile, and gives what it returns.
   *
   * @throws HeedError if `work` is async, so that other code could run in between, or profiles itself.
   */
  measure<T>(work: () => T): T {
    if (active !== null)
      throw new HeedError('profile: a profile is being taken already, and they do not nest');
    const engine: { kernels: Kernels } = getEngine();
    const { kernels } = engine;
    this.#timed ??= timed(kernels, (call) => this.#add(call));
    engine.kernels = this.#timed;
    active = this;
    const began = performance.now();
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new HeedError('profile: the work must not be async; compute inside, await outside');
      }
      return result;
    } finally {
      this.#milliseconds += performance.now() - began;
      active = null;
      engine.kernels = kernels;
      this.settle(null);
    }
  }

  /** What was measured so far. */
  get profile(): Profile {
    return this.#tally.toProfile(this.#milliseconds);
  }

  /** @internal The kernels since the last operation belong to this one, or, if to none, go by their own names. */
  settle(operation: string | null): void {
    if (operation !== null) this.#tally.add(operation, this.#pending);
    else for (const call of this.#pending) this.#tally.add(call.kernel, [call]);
    this.#pending = [];
  }

  #add(call: KernelCall): void {
    // Tensors are made and freed all over the place: that belongs to no operation.
    if (call.kernel === 'allocate' || call.kernel === 'release') this.#tally.add('memory', [call]);
    else this.#pending.push(call);
  }
}

function timed(kernels: Kernels, add: (call: KernelCall) => void): Kernels {
  const timeOne = ([kernel, run]: [string, (...sizes: number[]) => unknown]) => [
    kernel,
    (...sizes: number[]): unknown => {
      const began = performance.now();
      try {
        return run(...sizes);
      } finally {
        const milliseconds = performance.now() - began;
        add({ kernel, milliseconds, multiplyAdds: multiplyAddsOf(kernel, sizes) });
      }
    },
  ];
  return Object.fromEntries(Object.entries(kernels).map(timeOne));
}

/**
 * Where the time of `work` goes, by operation:
 *
 * ```ts
 * const { profile: { operations, hostMilliseconds } } = profile(() => backward(loss(model.forward(x))));
 * ```
 *
 * @throws HeedError if `work` is async, or profiles itself.
 */
export function profile<T>(work: () => T): { result: T; profile: Profile } {
  const profiler = new Profiler();
  const result = profiler.measure(work);
  return { result, profile: profiler.profile };
}

/** Whether a profile is being taken at this moment. */
export function isProfiling(): boolean {
  return active !== null;
}

/** Says, for a profile, that the kernels since the last operation belonged to this one. */
export function attributeKernels(operation: string): void {
  active?.settle(operation);
}

/** Says, for a profile, that all kernels that `body` calls belong to one operation; it is not to record others. */
export function labelKernels<T>(operation: string, body: () => T): T {
  if (active === null) return body();
  active.settle(null);
  try {
    return body();
  } finally {
    active.settle(operation);
  }
}
