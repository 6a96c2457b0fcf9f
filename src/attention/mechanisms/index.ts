export { type InducedSetOptions, InducingPoints, inducedSet } from './inducedSet.ts';
export * from './linformer/index.ts';
export * from './lsh/index.ts';
export * from './memoryCompressed/index.ts';
export * from './nystrom/index.ts';
export * from './routing/index.ts';
