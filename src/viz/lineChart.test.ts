import { describe, expect, it } from 'vitest';
import { lineChart } from './lineChart.ts';

const size = { title: 'Gradient', xLabel: 'distance', width: 300, height: 200 };

describe('lineChart', () => {
  it('draws powers of ten at equal distances on a logarithmic axis', () => {
    const { body } = lineChart({
      ...size,
      logFrom: 1e-4,
      series: [
        {
          name: 'fades',
          color: 'first',
          points: [
            [0, 1],
            [10, 0.1],
            [20, 1e-4],
          ],
        },
      ],
    });
    // From y = 154 (10⁻⁴) to 50 (1), x = 46 to 282.
    expect(body).toContain('d="M46 50L164 76L282 154"');
    expect(body.match(/>10[⁰¹²³⁴⁻]+</g)).toEqual(['>10⁻⁴<', '>10⁻³<', '>10⁻²<', '>10⁻¹<', '>10⁰<']);
  });

  it('draws powers of ten at equal distances across, too', () => {
    const points = [
      [10, 0],
      [100, 5],
      [1000, 10],
    ] as const;
    const { body } = lineChart({ ...size, xLogFrom: 10, series: [{ name: 'a', color: 'first', points }] });
    expect(body).toContain('d="M46 154L164 102L282 50"');
    expect(body.match(/middle">[^<]+/g)).toEqual(['middle">10', 'middle">100', 'middle">1000']);
  });

  it('leaves out what is below the axis, zeros too, but says how a series ends', () => {
    const { body, description } = lineChart({
      ...size,
      logFrom: 1e-2,
      series: [
        {
          name: 'near',
          color: 'quiet',
          dashed: true,
          points: [
            [0, 1],
            [10, 0.1],
            [20, 0],
          ],
        },
        { name: 'nothing', color: 'second', points: [[0, 0]] },
      ],
    });
    expect(body).toContain('d="M46 50L164 102" stroke="var(--quiet)" stroke-width="1.25" stroke-dasharray');
    expect(body).not.toMatch(/NaN|Infinity/);
    expect(description).toBe('near: from 1.00 at 0 to 0 at 20. nothing: from 0 at 0 to 0 at 0.');
  });

  it('thins out ticks where there are many powers of ten', () => {
    const points = [
      [0, 1],
      [1, 1e-30],
    ] as const;
    const { body } = lineChart({ ...size, logFrom: 1e-30, series: [{ name: 'a', color: 'first', points }] });
    expect(body.match(/>10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+</g)).toEqual([
      ...['>10⁻³⁰<', '>10⁻²⁵<', '>10⁻²⁰<', '>10⁻¹⁵<', '>10⁻¹⁰<', '>10⁻⁵<', '>10⁰<'],
    ]);
  });

  it('goes on with names in another line where they are too long for one, and draws below them', () => {
    const curve = (name: string) => ({
      name,
      color: 'quiet' as const,
      points: [[0, 1]] as [number, number][],
    });
    const { body } = lineChart({
      ...size,
      series: ['a name of some length', 'another that is long', 'short'].map(curve),
    });
    const names = [...body.matchAll(/<text x="(\d+)[^"]*" y="(33|51)">([^<]*)</g)].map(([, x, y, text]) => [
      text,
      x,
      y,
    ]);
    expect(names.map(([text, , y]) => [text.split(' ')[0], y])).toEqual([
      ['a', '33'],
      ['another', '51'],
      ['short', '51'],
    ]);
    expect(names[1][1]).toBe('22');
    // 1, the largest value, is now 18 lower.
    expect(body).toContain('d="M46 68h.1"');
  });
});
