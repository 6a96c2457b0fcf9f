import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPicture } from '../../../test/support/picture.ts';
import { ValueError } from '../../tensor/errors.ts';
import { type BubbleChartOptions, bubbleChart } from './bubbleChart.ts';

const options: BubbleChartOptions = {
  title: 'Speed & score',
  x: { title: 'speed', log: true },
  y: { title: 'score', format: (value) => value.toFixed(1) },
  size: { title: 'memory', format: (value) => `${value} MB` },
};
const bubbles = [
  { name: 'exact', x: 10, y: 60, deviation: 1.5, size: 64 },
  { name: '<local>', x: 100, y: 50, size: 16 },
];
const circlesIn = (body: string) =>
  [...body.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="var/g)].map((found) =>
    found.slice(1).map(Number),
  );

describe('bubbleChart', () => {
  it('has a circle for each, right for more of x, up for more of y, with areas by size', () => {
    const [[x1, y1, r1], [x2, y2, r2]] = circlesIn(bubbleChart(bubbles, options).body);
    expect(x2).toBeGreaterThan(x1);
    expect(y2).toBeGreaterThan(y1);
    expect(r1 / r2).toBeCloseTo(2);
  });

  it('has axes of its kind', () => {
    expect(bubbleChart(bubbles, options).body).toMatch(/>10<.*>20<.*>50<.*>100</);
    expect(bubbleChart(bubbles, { ...options, x: { title: 'speed' } }).body).toMatch(
      />0<.*>20<.*>40<.*>100</,
    );
  });

  it('spreads no farther than y can go', () => {
    const sure = [
      { name: 'a', x: 1, y: 99.9, deviation: 0.4, size: 1 },
      { name: 'b', x: 2, y: 40, deviation: 60, size: 1 },
    ];
    const bounded = { ...options, y: { ...options.y, bounds: [0, 100] as const } };
    const { body, description } = bubbleChart(sure, bounded);
    expect(body).toMatch(/>0<.*>100</);
    expect(body).not.toMatch(/>1[1-9]\d<|>-\d/);
    expect(description).toContain('score 40.0 ± 60.0');
    expect(bubbleChart(sure, options).body).toMatch(/>1[1-9]\d</);
    expect(() => bubbleChart([{ name: 'c', x: 1, y: 100.1, size: 1 }], bounded)).toThrow(
      new ValueError('bubbleChart: y must lie within its bounds, 0 to 100; got 100.1 for "c"'),
    );
  });

  it('names circles, axes and sizes, and tells all in words and in numbers', () => {
    const picture = bubbleChart(bubbles, options);
    for (const text of ['>exact<', '>&lt;local&gt;<', '>speed<', '>score<', '>memory<', '>64 MB<', '>4 MB<'])
      expect(picture.body).toContain(text);
    expect(picture.description).toBe(
      'exact: score 60.0 ± 1.5, speed 10, memory 64 MB. <local>: score 50.0, speed 100, memory 16 MB.',
    );
    expect(picture.table).toEqual({
      headings: ['', 'score', 'speed', 'memory'],
      rows: [
        ['exact', '60.0 ± 1.5', '10', '64 MB'],
        ['<local>', '50.0', '100', '16 MB'],
      ],
    });
  });

  it('draws any numbers, within its bounds', () => {
    const number = fc.double({ min: 1e-3, max: 1e7, noNaN: true });
    const bubble = fc.record({
      name: fc.string({ maxLength: 12 }),
      x: number,
      y: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      deviation: fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
      size: fc.double({ min: 0, max: 1e10, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(bubble, { minLength: 1, maxLength: 14 }), fc.boolean(), (of, log) => {
        const picture = bubbleChart(of, { ...options, x: { title: 'x', log } });
        expectPicture(picture);
        for (const [x, y, radius] of circlesIn(picture.body)) {
          expect(x - radius).toBeGreaterThan(0);
          expect(x + radius).toBeLessThan(picture.width);
          expect(y - radius).toBeGreaterThan(0);
          expect(y + radius).toBeLessThan(picture.height);
        }
      }),
    );
  });

  it('refuses nothing, and what cannot be drawn', () => {
    expect(() => bubbleChart([], options)).toThrow('bubbleChart: there must be at least one circle');
    for (const wrong of [{ x: 0 }, { y: Number.NaN }, { size: -1 }, { deviation: -1 }])
      expect(() => bubbleChart([{ ...bubbles[0], ...wrong }], options)).toThrow(ValueError);
    expect(() => bubbleChart(bubbles, { ...options, width: 0 })).toThrow(
      'width must be a finite number above 0',
    );
  });
});
