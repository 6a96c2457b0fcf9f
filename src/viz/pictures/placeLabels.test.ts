import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, overlap, placeLabels } from './placeLabels.ts';

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

  it('stands beside a circle that is alone, to the right, or to the left at the edge', () => {
    const circle = { x: 100, y: 100, radius: 10, label: { width: 40, height: 14 } };
    expect(placeLabels([circle], bounds)).toEqual([{ x: 114, y: 93, width: 40, height: 14 }]);
    expect(placeLabels([{ ...circle, x: 500 }], bounds)[0].x).toBe(446);
  });
});
