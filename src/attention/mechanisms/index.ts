export { type InducedSetOptions, InducingPoints, inducedSet } from './inducedSet.ts';
export * from './linear/index.ts';
export * from './linformer/index.ts';
export * from './memoryCompressed/index.ts';
export * from './nystrom/index.ts';
export * from './sinkhorn/index.ts';
export * from './synthesizer/index.ts';
