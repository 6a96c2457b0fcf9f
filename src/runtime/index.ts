export type { BuildName, Kernels } from './builds.ts';
export { configure, type EngineOptions, getEngine, kernels, letWorkersJoin } from './engine.ts';
export { HeedError, HostError, OutOfMemoryError } from './errors.ts';
export { describeHost, type HostInfo } from './host.ts';
export {
  allocate,
  float32View,
  int32View,
  type MemoryInfo,
  measurePeak,
  memoryInfo,
  release,
  uint8View,
} from './memory.ts';
export type { OperationProfile, Profile, ProfileEntry } from './profile.ts';
export { attributeKernels, isProfiling, labelKernels, Profiler, profile } from './profiler.ts';
