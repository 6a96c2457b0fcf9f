import { getEngine, kernels } from './engine.ts';
import { takeBlock } from './instance.ts';

/** Every block is a multiple of this, so that whole vectors may be read at its end. */
const GRAIN = 16;

const counters = { liveBytes: 0, liveBlocks: 0, peakBytes: 0 };

function roundUp(bytes: number): number {
  return Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
}

/** A block of at least `bytes` bytes, its contents undefined. Throws OutOfMemoryError. */
export function allocate(bytes: number): number {
  const size = roundUp(bytes);
  const pointer = takeBlock(kernels(), size, 'a tensor');
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

/** The most bytes that tensors held at once while `run` ran, beyond those that were there before. */
export function measurePeak<T>(run: () => T): { result: T; peakBytes: number } {
  const { liveBytes, peakBytes } = counters;
  counters.peakBytes = liveBytes;
  try {
    const result = run();
    return { result, peakBytes: counters.peakBytes - liveBytes };
  } finally {
    counters.peakBytes = Math.max(peakBytes, counters.peakBytes);
  }
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
