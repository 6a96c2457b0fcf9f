export { KeyCompression } from './keyCompression.ts';
export { type MemoryCompressedOptions, memoryCompressed } from './memoryCompressed.ts';
