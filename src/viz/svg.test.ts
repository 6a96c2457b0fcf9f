import { describe, expect, it } from 'vitest';
import { inlineSvg, label, padded, standaloneSvg, textWidth } from './svg.ts';

const picture = { width: 10, height: 20, title: 'A <b>', description: 'B & c', body: '<path d="M0 0h1"/>' };

describe('a picture', () => {
  it('is named and described for who cannot see it, inline and as a file', () => {
    for (const svg of [inlineSvg(picture), standaloneSvg(picture)]) {
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>A &lt;b&gt;<\/title><desc>B &amp; c<\/desc>/);
    }
  });

  it('as a file knows light and dark, and needs no other', () => {
    const svg = standaloneSvg(picture);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.match(/\w+:\/\/[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('gets room around it', () => {
    const roomy = padded(picture);
    expect([roomy.width, roomy.height]).toEqual([42, 52]);
    expect(roomy.body).toBe('<g transform="translate(16 16)"><path d="M0 0h1"/></g>');
  });
});

describe('label', () => {
  it('shortens what is too wide, and keeps the whole for who points at it', () => {
    expect(label(1, 2.04, 'a<b', 'dy="1"')).toBe('<text x="1" y="2" dy="1">a&lt;b</text>');
    expect(label(1, 2, 'incredible', '', 5)).toBe('<text x="1" y="2">incr…<title>incredible</title></text>');
  });
});

it('textWidth grows with the letters: narrow, plain, broad, square', () => {
  const widths = ['iiii', 'aaaa', 'mmmm', '日日日日', 'WWWW'].map((text) => textWidth(text, 10) / 40);
  expect(widths.map((width) => Number(width.toFixed(2)))).toEqual([0.38, 0.6, 0.72, 1.02, 0.98]);
});
