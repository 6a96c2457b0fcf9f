import { expect } from 'vitest';
import { inlineSvg, type Picture } from '../../src/viz/svg.ts';

/**
 * What every picture must be: numbers everywhere, elements that close, a title and a description, text and marks within its
 * bounds as far as their places tell, and a table as wide as its headings.
 */
export function expectPicture(picture: Picture): void {
  const svg = inlineSvg(picture);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|\bnull\b|\[object/);
  expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  expectClosed(svg);
  expect(picture.width).toBeGreaterThan(0);
  expect(picture.height).toBeGreaterThan(0);
  for (const [, name, value] of svg.matchAll(/ (width|height|r)="(-?[\d.]+)"/g)) {
    expect(Number(value), name).toBeGreaterThanOrEqual(0);
  }
  for (const row of picture.table?.rows ?? []) expect(row.length).toBe(picture.table!.headings.length);
}

/** Elements nest, and all are closed. */
export function expectClosed(markup: string): void {
  const open: string[] = [];
  for (const [, closing, name, alone] of markup.matchAll(/<(\/?)([a-z]\w*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing === '') {
      if (alone === '') open.push(name);
    } else {
      expect(open.pop()).toBe(name);
    }
  }
  expect(open).toEqual([]);
}
