import { expect, it } from 'vitest';
import { ShapeError } from '../../tensor/errors.ts';
import { pictureRow } from './pictureRow.ts';

const picture = (title: string, width: number, height: number) => ({
  width,
  height,
  title,
  description: `what ${title} shows.`,
  body: `<circle id="${title}"/>`,
});

it('puts pictures beside one another, as high as the highest', () => {
  const row = pictureRow([picture('a', 30, 50), picture('b', 41, 20)], { title: 'both', gap: 7 });
  expect([row.width, row.height]).toEqual([78, 76]);
  expect(row.body).toMatch(/^<g transform="translate\(0 0\)"><text [^>]*>a<\/text>.*<circle id="a"\/>/);
  expect(row.body).toMatch(/<g transform="translate\(37 0\)"><text [^>]*>b<\/text>.*<circle id="b"\/>/);
  expect(row.description).toBe('a: what a shows. b: what b shows.');
});

it('needs a picture', () => {
  expect(() => pictureRow([], { title: 'none' })).toThrow(ShapeError);
});
