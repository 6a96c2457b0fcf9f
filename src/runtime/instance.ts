import type { Kernels } from './builds.ts';
import { MemoryError } from './errors.ts';

/** What the kernels ask of their host. */
export interface KernelImports {
  startWorkers(): void;
  waiting(): void;
  workLost(): void;
}

/** WebAssembly without memory64 addresses 4 GiB. */
export const MAX_PAGES = 65_536;

/** The allocator's own limit for one block. */
const MAX_BLOCK = 2 ** 30 - 64;

export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  imports: KernelImports,
): Kernels {
  const reserve = (bytes: number): number =>
    takeBlock(kernels, bytes >>> 0, 'the scratch memory of a kernel');
  const { exports } = new WebAssembly.Instance(module, { env: { memory, reserve, ...imports } });
  const kernels = exports as unknown as Kernels;
  return kernels;
}

/** A block from the heap of the linear memory, its contents undefined. Throws MemoryError, and the heap is as before. */
export function takeBlock(kernels: Kernels, bytes: number, purpose: string): number {
  const advice = 'Use a smaller batch or shorter sequences, or free tensors with tidy() or dispose().';
  if (bytes > MAX_BLOCK) {
    throw new MemoryError(`${purpose} needs ${bytes} bytes, and one block may have ${MAX_BLOCK}. ${advice}`);
  }
  try {
    return kernels.allocate(bytes) >>> 0;
  } catch {
    throw new MemoryError(
      `${purpose} needs ${bytes} bytes more than the 4 GiB of WebAssembly memory, or the host, can give. ${advice}`,
    );
  }
}
