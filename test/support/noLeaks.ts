import { afterEach, beforeEach, expect } from 'vitest';
import { memoryInfo } from '../../src/runtime/index.ts';
import { countTensors } from '../../src/tensor/index.ts';

/** Tensors and bytes that are alive. */
export const alive = (): [tensors: number, bytes: number] => [countTensors(), memoryInfo().liveBytes];

/** Whatever a test makes must be gone when it ends: tensors, bytes, and what graphs had saved. */
export function expectNoLeaks(): void {
  let before: ReturnType<typeof alive>;
  beforeEach(() => {
    before = alive();
  });
  afterEach(() => {
    expect(alive()).toEqual(before);
  });
}
