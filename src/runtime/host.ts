import { type BuildName, buildDescriptions, supports } from './builds.ts';
import { getEngine } from './engine.ts';
import { type MemoryInfo, memoryInfo } from './memory.ts';

export interface HostInfo {
  readonly build: BuildName;
  readonly buildDescription: string;
  /** What the check of the revectorizer found; null where turbo was not asked for. */
  readonly turbo: string | null;
  /** Threads that kernels run on; workers start with the first work that is worth sharing. */
  readonly threads: number;
  readonly workersPresent: number;
  readonly features: {
    readonly simd: boolean;
    readonly relaxedSimd: boolean;
    readonly sharedMemory: boolean;
  };
  readonly memory: MemoryInfo;
}

/** What heed runs on here. */
export function describeHost(): HostInfo {
  const { build, threads, turbo, shared } = getEngine();
  return {
    build,
    buildDescription: buildDescriptions[build],
    turbo: turbo?.finding ?? null,
    threads: threads.usable,
    workersPresent: threads.present - 1,
    features: { simd: supports('n8'), relaxedSimd: supports('r8'), sharedMemory: shared },
    memory: memoryInfo(),
  };
}
