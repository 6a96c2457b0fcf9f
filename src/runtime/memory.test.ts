import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEngine } from '../../test/support/engine.ts';
import { OutOfMemoryError } from './errors.ts';
import { takeBlock } from './instance.ts';

describe('the heap', () => {
  it('gives blocks that do not overlap and keep what is in them', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 60_000, max: 300_000 }),
    );
    // Each step takes a block, or gives one back that is chosen by the number.
    const steps = fc.array(fc.tuple(fc.boolean(), size, fc.nat()), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(steps, (steps) => {
        const { kernels, memory } = makeEngine('n8', 1);
        const blocks: { pointer: number; bytes: number; mark: number }[] = [];
        const bytesOf = ({ pointer, bytes }: { pointer: number; bytes: number }) =>
          new Uint8Array(memory.buffer, pointer, bytes);
        const giveBack = (n: number): void => {
          const [block] = blocks.splice(n % blocks.length, 1);
          expect(bytesOf(block).every((byte) => byte === block.mark)).toBe(true);
          kernels.release(block.pointer);
        };
        steps.forEach(([take, bytes, choice], n) => {
          if (!take && blocks.length > 0) giveBack(choice);
          const block = { pointer: kernels.allocate(bytes) >>> 0, bytes, mark: n % 251 };
          expect(block.pointer % 32).toBe(0);
          bytesOf(block).fill(block.mark);
          blocks.push(block);
        });
        while (blocks.length > 0) giveBack(0);
        // All neighbours have joined: most of the memory is one block again.
        const before = memory.buffer.byteLength;
        kernels.release(kernels.allocate(Math.floor(before * 0.9)));
        expect(memory.buffer.byteLength).toBe(before);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('finds a freed block again for the same size, so that memory does not grow', () => {
    const { kernels, memory } = makeEngine('n8', 1);
    const sizes = [134_217_728, 1_048_576, 999_984, 4_000_000, 134_217_728];
    const take = () => sizes.map((bytes) => kernels.allocate(bytes) >>> 0);
    let held = take();
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 50; i++) {
      // In another order than they were taken.
      for (const at of [1, 0, 3, 4, 2]) kernels.release(held[at]);
      held = take();
    }
    expect(memory.buffer.byteLength).toBe(before);
    expect(before).toBeLessThan(1.1 * sizes.reduce((a, b) => a + b));
  });

  it('says what was asked for when memory cannot grow, and goes on', () => {
    const { kernels, place, read } = makeEngine('n8', 1);
    const kept = place([1, 2, 3]);
    const blocks: number[] = [];
    const fill = () => {
      for (;;) blocks.push(takeBlock(kernels, 200_000_000, 'a tensor'));
    };
    expect(fill).toThrow(OutOfMemoryError);
    expect(fill).toThrow(/^a tensor needs 200000000 bytes, more than .*smaller batch.*tidy/);
    expect(() => takeBlock(kernels, 2 ** 33, 'a tensor')).toThrow(OutOfMemoryError);
    expect(read(kept, 3)).toEqual(Float32Array.of(1, 2, 3));
    const small = place([4, 5]);
    expect(read(small, 2)).toEqual(Float32Array.of(4, 5));
    for (const block of blocks) kernels.release(block);
    expect(takeBlock(kernels, 500_000_000, 'a tensor')).toBeGreaterThan(0);
  });
});
