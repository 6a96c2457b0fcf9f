import { allocate, release } from '../runtime/index.ts';

/** A block of linear memory, shared by all tensors that are views of it and given back when the last of them goes. */
export class Storage {
  readonly pointer: number;
  readonly bytes: number;
  #owners = 1;

  constructor(bytes: number) {
    this.bytes = bytes;
    this.pointer = allocate(bytes);
  }

  /** Nobody else looks at this memory, so that it may be written in place. */
  get exclusive(): boolean {
    return this.#owners === 1;
  }

  retain(): Storage {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners === 0) release(this.pointer, this.bytes);
  }
}
