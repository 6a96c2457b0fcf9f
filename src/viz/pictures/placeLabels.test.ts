import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, nearestPoint, overlap, placeLabels } from './placeLabels.ts';

const bounds: Box = { x: 0, y: 0, width: 520, height: 340 };
const circles = (most: number) =>
  fc.array(
    fc.record({
      x: fc.integer({ min: 40, max: 480 }),
      y: fc.integer({ min: 40, max: 300 }),
      radius: fc.integer({ min: 3, max: 30 }),
      label: fc.record({ width: fc.integer({ min: 20, max: 90 }), height: fc.constant(14) }),
    }),
    { minLength: 1, maxLength: most },
  );

describe('placeLabels', () => {
  it('covers neither names nor circles, and stays within bounds, where there is room', () => {
    fc.assert(
      fc.property(circles(6), (of) => {
        const boxes = placeLabels(of, bounds);
        for (const [i, box] of boxes.entries()) {
          expect(overlap(box, bounds)).toBeCloseTo(box.width * box.height);
          for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(0);
          for (const { x, y, radius } of of) {
            const square = { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius };
            expect(overlap(box, square)).toBe(0);
          }
        }
      }),
    );
  });

  it.each([
    [6, 16, 350],
    [7, 12, 200],
  ])('has no line cross a name: %i circles, %i apart, from %i on', (count, apart, from) => {
    const label = { width: 60, height: 14 };
    const heap = Array.from({ length: count }, (_, i) => ({
      x: from + apart * i,
      y: 170,
      radius: 30,
      label,
    }));
    const boxes = placeLabels(heap, bounds);
    for (const [i, box] of boxes.entries()) {
      for (const [j, { x, y }] of heap.entries()) {
        if (i === j) continue;
        const [toX, toY] = nearestPoint(boxes[j], x, y);
        for (let t = 0; t <= 1; t += 0.01) {
          const dot = { x: x + (toX - x) * t, y: y + (toY - y) * t, width: 1e-6, height: 1e-6 };
          expect(overlap(box, dot)).toBe(0);
        }
      }
    }
  });

  it('stands beside a circle that is alone, to the right, or to the left at the edge', () => {
    const circle = { x: 100, y: 100, radius: 10, label: { width: 40, height: 14 } };
    expect(placeLabels([circle], bounds)).toEqual([{ x: 114, y: 93, width: 40, height: 14 }]);
    expect(placeLabels([{ ...circle, x: 500 }], bounds)[0].x).toBe(446);
  });

  it('stands beside it wherever rounding would have it stand', () => {
    const anywhere = fc.double({ min: 100, max: 200, noNaN: true });
    fc.assert(
      fc.property(anywhere, anywhere, fc.double({ min: 10, max: 90, noNaN: true }), (x, y, width) => {
        const [box] = placeLabels([{ x, y, radius: 10, label: { width, height: 14 } }], bounds);
        expect(box.x).toBe(x + 14);
      }),
    );
  });
});
