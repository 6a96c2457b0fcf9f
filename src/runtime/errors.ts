/** All errors that heed throws on purpose are of this class. */
export class HeedError extends Error {
  override name = 'HeedError';
}

/** Linear memory is full, or a block is larger than it may be. */
export class MemoryError extends HeedError {
  override name = 'MemoryError';
}

/** The host lacks something that heed needs, such as WebAssembly with SIMD. */
export class HostError extends HeedError {
  override name = 'HostError';
}
