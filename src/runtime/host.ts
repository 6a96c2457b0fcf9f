import { type BuildName, buildDescriptions, supportedBuilds } from './builds.ts';
import { getEngine } from './engine.ts';
import { type MemoryInfo, memoryInfo } from './memory.ts';

export interface HostInfo {
  readonly build: BuildName;
  readonly buildDescription: string;
  /** Threads that kernels run on. */
  readonly threads: number;
  readonly features: {
    readonly simd: boolean;
    readonly relaxedSimd: boolean;
    readonly sharedMemory: boolean;
  };
  readonly memory: MemoryInfo;
}

/** What heed runs on here. */
export function describeHost(): HostInfo {
  const { build } = getEngine();
  const supported = supportedBuilds();
  return {
    build,
    buildDescription: buildDescriptions[build],
    threads: 1,
    features: {
      simd: supported.n8,
      relaxedSimd: supported.r8,
      sharedMemory: typeof SharedArrayBuffer !== 'undefined',
    },
    memory: memoryInfo(),
  };
}
