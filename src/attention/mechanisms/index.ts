export { type InducedSetOptions, InducingPoints, inducedSet } from './inducedSet.ts';
export { KeyCompression } from './keyCompression.ts';
export { LengthProjection } from './lengthProjection.ts';
export { type LinformerOptions, type LinformerSharing, linformer } from './linformer.ts';
export { type MemoryCompressedOptions, memoryCompressed } from './memoryCompressed.ts';
export { type NystromOptions, nystrom } from './nystrom.ts';
export { pseudoInverse } from './pseudoInverse.ts';
export { ValueConvolution } from './valueConvolution.ts';
