import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PriorityQueue } from './priorityQueue.ts';

it('gives the first of what it holds, whatever came between', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { freq: 3 })), (steps) => {
      const queue = new PriorityQueue<number>((a, b) => a < b);
      const held: number[] = [];
      for (const step of steps) {
        if (step === null) {
          expect(queue.pop()).toBe(held.shift());
        } else {
          queue.push(step);
          held.push(step);
          held.sort((a, b) => a - b);
        }
      }
      for (const item of held) expect(queue.pop()).toBe(item);
      expect(queue.pop()).toBeUndefined();
    }),
  );
});
