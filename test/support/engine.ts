import { type BuildName, compileBuild, type Kernels } from '../../src/runtime/builds.ts';
import { instantiate } from '../../src/runtime/instance.ts';
import { Threads, type ThreadsOptions } from '../../src/runtime/threads.ts';

/** Kernels on a memory of their own, beside the engine that tensors use. */
export interface TestEngine {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly threads: Threads;
  /** A copy of the values in linear memory. */
  place(values: ArrayLike<number>): number;
  room(floats: number): number;
  read(pointer: number, length: number): Float32Array;
}

export function makeEngine(build: BuildName, count: number, options: ThreadsOptions = {}): TestEngine {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 16_384, shared: true });
  const module = compileBuild(build, { shared: true });
  const kernels = instantiate(module, memory, {
    startWorkers: () => threads.start(),
    waiting: () => threads.waiting(),
    workLost: () => threads.workLost(),
  });
  const threads = new Threads(kernels, { module, memory }, count, options);
  const room = (floats: number) => kernels.allocate(4 * floats) >>> 0;
  const view = (pointer: number, length: number) => new Float32Array(memory.buffer, pointer, length);
  return {
    kernels,
    memory,
    threads,
    room,
    place(values) {
      const pointer = room(values.length);
      view(pointer, values.length).set(values);
      return pointer;
    },
    read: (pointer, length) => view(pointer, length).slice(),
  };
}

/** Runs some shared work over and over until the workers have joined. */
export function awaitWorkers({ threads }: TestEngine, work: () => void): void {
  const deadline = performance.now() + 10_000;
  while (threads.present < threads.count) {
    if (performance.now() > deadline) throw new Error('the workers did not join');
    work();
  }
}
