import { displayWidth, truncate } from './displayWidth.ts';
import { escapeHtml } from './escapeHtml.ts';
import { paletteStyle } from './palette.ts';

export interface Picture {
  width: number;
  height: number;
  /** What the picture is, and what it shows, for those who cannot see it. */
  title: string;
  description: string;
  /** SVG elements. */
  body: string;
  /** What is drawn, in numbers: a page shows it below the picture. */
  table?: PictureTable;
}

/** Rows under headings; the first cell of a row names it. */
export interface PictureTable {
  headings: readonly string[];
  rows: readonly (readonly string[])[];
}

export const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";

/** An `<svg>` for a page that has the palette's style itself. */
export function inlineSvg({ width, height, title, description, body }: Picture): string {
  const words = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" font-family="${FONT}" font-size="12">${words}${body}</svg>`
  );
}

/** An SVG file of its own, on paper of its own, light or dark as the reader likes. */
export function standaloneSvg(picture: Picture): string {
  const { width, height, body } = picture;
  const paper = `<rect width="${width}" height="${height}" rx="8" fill="var(--paper)"/>`;
  return `${inlineSvg({ ...picture, body: `<style>${paletteStyle('svg')}</style>${paper}${body}` })}\n`;
}

/** The room around what is drawn, in pixels. */
export const PADDING = 16;

/** A picture with room around it. */
export function padded(picture: Picture): Picture {
  return {
    ...picture,
    width: Math.ceil(picture.width + 2 * PADDING),
    height: Math.ceil(picture.height + 2 * PADDING),
    body: `<g transform="translate(${PADDING} ${PADDING})">${picture.body}</g>`,
  };
}

/** A `<text>`; one that is too wide for `columns` of a terminal is shortened, and told in full to who points at it. */
export function label(x: number, y: number, text: string, attributes = '', columns = Infinity): string {
  const short = truncate(text, columns);
  const full = short === text ? '' : `<title>${escapeHtml(text)}</title>`;
  const place = `x="${coordinate(x)}" y="${coordinate(y)}"`;
  return `<text ${place}${attributes && ` ${attributes}`}>${escapeHtml(short)}${full}</text>`;
}

const NARROW = /[iIjlftr.,:;!'’|()[\]\s-]/g;
const BROAD = /[A-HJ-LN-VX-Zmw…—]/g;
const BROADEST = /[MW%@]/g;
const SQUARE = /[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/g;

/** About how wide a text will be, in pixels, rather more than less: its font is not known here. */
export function textWidth(text: string, fontSize: number): number {
  const count = (kind: RegExp) => text.match(kind)?.length ?? 0;
  const narrow = 0.22 * count(NARROW) + 0.18 * count(SQUARE);
  const broad = 0.12 * count(BROAD) + 0.38 * count(BROADEST);
  return (0.6 * displayWidth(text) + broad - narrow) * fontSize;
}

/** Coordinates need no more than a tenth of a pixel. */
export function coordinate(value: number): string {
  return String(Number(value.toFixed(1)));
}
