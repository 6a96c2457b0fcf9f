import { getEngine, kernels } from './engine.ts';
import { MemoryError } from './errors.ts';

/** Every block is a multiple of this, so that whole vectors may be read at its end. */
const GRAIN = 16;
/** The allocator's own limit for one block. */
const MAX_BLOCK = 2 ** 30 - 64;

const counters = { liveBytes: 0, liveBlocks: 0, peakBytes: 0 };

function roundUp(bytes: number): number {
  return Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
}

/** A block of at least `bytes` bytes, its contents undefined. Throws MemoryError. */
export function allocate(bytes: number): number {
  const size = roundUp(bytes);
  if (size > MAX_BLOCK) {
    throw new MemoryError(
      `one block may have ${MAX_BLOCK} bytes; asked for ${bytes}. Split the work into smaller tensors.`,
    );
  }
  let pointer: number;
  try {
    pointer = kernels().allocate(size) >>> 0;
  } catch {
    throw new MemoryError(
      `the 4 GiB of WebAssembly memory cannot hold ${bytes} bytes more (${counters.liveBytes} are in use). ` +
        'Use a smaller batch, or free tensors with tidy() or dispose().',
    );
  }
  counters.liveBytes += size;
  counters.liveBlocks++;
  if (counters.liveBytes > counters.peakBytes) counters.peakBytes = counters.liveBytes;
  return pointer;
}

/** Gives a block back; `bytes` as asked for. */
export function release(pointer: number, bytes: number): void {
  kernels().release(pointer);
  counters.liveBytes -= roundUp(bytes);
  counters.liveBlocks--;
}

export interface MemoryInfo {
  /** Bytes held by tensors now, and the most there were at once. */
  readonly liveBytes: number;
  readonly peakBytes: number;
  readonly liveBlocks: number;
  /** Bytes of linear memory reserved from the host. */
  readonly reservedBytes: number;
}

export function memoryInfo(): MemoryInfo {
  return { ...counters, reservedBytes: getEngine().memory.buffer.byteLength };
}

// Growing the memory detaches every view: one is made for each use, and none may be kept or leave this folder's callers.

export function float32View(pointer: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(getEngine().memory.buffer as ArrayBuffer, pointer, length);
}

export function int32View(pointer: number, length: number): Int32Array<ArrayBuffer> {
  return new Int32Array(getEngine().memory.buffer as ArrayBuffer, pointer, length);
}

export function uint8View(pointer: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(getEngine().memory.buffer as ArrayBuffer, pointer, length);
}
