// The whole library but for what needs Node (heed/node). Each floor is also a subpath of its own: heed/tensor,
// heed/attention and so on.
export * from './attention/index.ts';
// Both floors have these: at the root they are attention's normalizers, and the operations are in heed/tensor.
export { entmax15, softmax, sparsemax } from './attention/index.ts';
export * from './data/index.ts';
export * from './generation/index.ts';
export * from './interop/index.ts';
export * from './metrics/index.ts';
export * from './models/index.ts';
export * from './nn/index.ts';
export * from './optim/index.ts';
export {
  configure,
  describeHost,
  type HostInfo,
  type MemoryInfo,
  memoryInfo,
  type OperationProfile,
  type Profile,
  type ProfileEntry,
  Profiler,
  profile,
} from './runtime/index.ts';
export * from './tasks/index.ts';
export * from './tensor/index.ts';
export * from './training/index.ts';
export * from './viz/index.ts';
