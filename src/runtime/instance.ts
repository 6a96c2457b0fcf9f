import type { Kernels } from './builds.ts';
import { OutOfMemoryError } from './errors.ts';

/** What the kernels ask of their host. */
export interface KernelImports {
  startWorkers(): void;
  waiting(): void;
  workLost(): void;
}

/** WebAssembly without memory64 addresses 4 GiB. */
export const MAX_PAGES = 65_536;

export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  imports: KernelImports,
): Kernels {
  const reserve = (bytes: number): number =>
    takeBlock(kernels, bytes >>> 0, 'the working memory of a kernel');
  const { exports } = new WebAssembly.Instance(module, { env: { memory, reserve, ...imports } });
  const kernels = exports as unknown as Kernels;
  return kernels;
}

/** A block from the heap of the linear memory, its contents undefined. Throws OutOfMemoryError, and the heap is as before. */
export function takeBlock(kernels: Kernels, bytes: number, purpose: string): number {
  const pointer = bytes < 2 ** 32 ? kernels.allocate(bytes) >>> 0 : 0;
  if (pointer !== 0) return pointer;
  throw new OutOfMemoryError(purpose, bytes);
}
