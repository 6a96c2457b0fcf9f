/** All errors that heed throws on purpose are of this class. */
export class HeedError extends Error {
  override name = 'HeedError';
}

/** Linear memory is full. What was there before is as it was. */
export class OutOfMemoryError extends HeedError {
  override name = 'OutOfMemoryError';
  readonly bytes: number;

  /** `purpose`: what needs so many bytes. */
  constructor(purpose: string, bytes: number) {
    super(
      `${purpose} needs ${bytes} bytes, more than the 4 GiB of WebAssembly memory, or the host, can still give. ` +
        'Use a smaller batch or shorter sequences, or free tensors with tidy() or dispose().',
    );
    this.bytes = bytes;
  }
}

/** The host lacks something that heed needs, such as WebAssembly with SIMD. */
export class HostError extends HeedError {
  override name = 'HostError';
}
