import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart } from './barChart.ts';
import { standaloneSvg } from './svg.ts';

const options = {
  title: 'Time, as a part of <theirs>',
  series: [
    { name: 'plain', color: 'second' as const },
    { name: 'turbo', color: 'first' as const },
  ],
  groups: [
    { label: 'forward', values: [1.5, 0.75] },
    { label: 'backward', values: [null, 2] },
  ],
  width: 400,
};

const lengths = (body: string) =>
  [...body.matchAll(/<path d="M[\d.]+ [\d.]+H([\d.]+)v11H([\d.]+)z"/g)].map(
    ([, to, from]) => Number(to) - Number(from),
  );

describe('barChart', () => {
  it('draws a bar for each value, as long as the value is large', () => {
    const [plain, turbo, backward, ...rest] = lengths(barChart(options).body);
    expect(rest).toEqual([]);
    expect(plain / turbo).toBeCloseTo(2, 1);
    expect(backward / turbo).toBeCloseTo(8 / 3, 1);
  });

  it('says in words what it shows, and what the bars are compared with', () => {
    const reference = { name: 'their time', value: 1 };
    expect(barChart({ ...options, reference }).description).toBe(
      'their time is at 1.00. forward: plain 1.50, turbo 0.750. backward: turbo 2.00.',
    );
    expect(barChart({ ...options, reference }).body).toContain('dashed: their time');
    expect(barChart(options).body).not.toContain('dash');
  });

  it('is one SVG file with a name, as high as its groups need', () => {
    const svg = standaloneSvg(barChart(options));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg".*<\/svg>\n$/s);
    expect(svg).toContain('<title>Time, as a part of &lt;theirs&gt;</title>');
    const twice = barChart({ ...options, groups: [...options.groups, ...options.groups] });
    expect(twice.height).toBeGreaterThan(barChart(options).height);
  });

  it('draws any values, and none', () => {
    const value = fc.option(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true })));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), value, value)), (rows) => {
        const groups = rows.map(([label, ...values]) => ({ label, values }));
        const { body, height } = barChart({ ...options, groups });
        expect(body).not.toMatch(/NaN|Infinity|undefined/);
        expect(height).toBeGreaterThan(0);
        for (const length of lengths(body)) expect(length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
