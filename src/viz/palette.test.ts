import { expect, it } from 'vitest';
import { HUES, hue, paletteStyle, weightClass } from './palette.ts';

/** Contrast of two colours as the Web Content Accessibility Guidelines define it. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

it('gives a class to every weight, clipped', () => {
  expect([-1, 0, 0.01, 0.5, 1, 7].map(weightClass)).toEqual(['w0', 'w0', 'w0', 'w16', 'w32', 'w32']);
});

it('keeps text readable: on paper, and on every shade, light and dark', () => {
  const style = paletteStyle(':root');
  for (const { groups } of style.matchAll(/--ground:(?<ground>#\w{6});--on-ground:(?<text>#\w{6})/g)) {
    expect(contrast(groups!.ground, groups!.text)).toBeGreaterThan(4.5);
  }
  const papers = [...style.matchAll(/--paper:(#\w{6});--ink:(#\w{6});--quiet:(#\w{6})/g)];
  expect(papers.length).toBe(2);
  for (const [, paper, ink, quiet] of papers) {
    expect(contrast(paper, ink)).toBeGreaterThan(12);
    expect(contrast(paper, quiet)).toBeGreaterThan(4.5);
  }
});

it('tells heads, kinds and curves apart from paper: at least 3 to 1, light and dark', () => {
  const schemes = [...paletteStyle('svg').matchAll(/--paper:(#\w{6});[^}]*/g)];
  expect(schemes.length).toBe(2);
  for (const [rules, paper] of schemes) {
    const marks = [...rules.matchAll(/--(?:first|second|hue\d):(#\w{6})/g)].map(([, color]) => color);
    expect(new Set(marks).size).toBe(HUES + 2);
    for (const color of marks) expect(contrast(paper, color)).toBeGreaterThan(3);
  }
});

it('begins anew after the last hue', () => {
  expect([0, HUES - 1, HUES].map(hue)).toEqual(['var(--hue1)', `var(--hue${HUES})`, 'var(--hue1)']);
});
