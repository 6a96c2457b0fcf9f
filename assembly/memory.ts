// The heap of the linear memory: AssemblyScript's own TLSF allocator (constant time, neighbours joined when freed).
// It grows the memory when it must and traps when it cannot; src/runtime turns that into an error.

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function release(pointer: usize): void {
  heap.free(pointer);
}
