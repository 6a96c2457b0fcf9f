import { describe, expect, it } from 'vitest';
import { oklab, type Rgb } from './ramp.ts';
import { shade } from './shading.ts';

describe('shade', () => {
  it('without colour goes from a dot to a full block in five even steps', () => {
    expect([-1, 0, 0.19, 0.2, 0.4, 0.6, 0.8, 1].map((weight) => shade(weight, 2, false))).toEqual([
      '· ',
      '· ',
      '· ',
      '░░',
      '▒▒',
      '▓▓',
      '██',
      '██',
    ]);
  });

  it('in colour is blanks on a coloured ground, which ends with them', () => {
    expect(shade(1, 3, true)).toBe('\x1b[48;2;182;254;215m   \x1b[0m');
    expect(shade(1, 3, 256)).toBe('\x1b[48;5;158m   \x1b[0m');
  });

  it('in 256 colours never gets darker with more weight', () => {
    const level = (digit: number) => (digit === 0 ? 0 : 55 + 40 * digit);
    const palette = (index: number): Rgb =>
      index >= 232
        ? [8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232)]
        : [
            level(Math.floor((index - 16) / 36)),
            level(Math.floor((index - 16) / 6) % 6),
            level((index - 16) % 6),
          ];
    let before = 0;
    for (let i = 0; i <= 100; i++) {
      const index = Number(/5;(\d+)m/.exec(shade(i / 100, 1, 256))![1]);
      const [lightness] = oklab(palette(index));
      expect(lightness).toBeGreaterThanOrEqual(before);
      before = lightness;
    }
    expect(before).toBeGreaterThan(0.9);
  });
});
