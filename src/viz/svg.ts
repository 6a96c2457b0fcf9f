import { displayWidth } from './displayWidth.ts';
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
}

export const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";

/** An `<svg>` for a page that has the palette's style itself. */
export function inlineSvg({ width, height, title, description, body }: Picture): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="${escapeHtml(`${title}. ${description}`)}" font-family="${FONT}" font-size="12">${body}</svg>`
  );
}

/** An SVG file of its own, on paper of its own, light or dark as the reader likes. */
export function standaloneSvg(picture: Picture): string {
  const { title, description, width, height, body } = picture;
  const text = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>`;
  const paper = `<rect width="${width}" height="${height}" rx="8" fill="var(--paper)"/>`;
  return `${inlineSvg({ ...picture, body: `${text}<style>${paletteStyle('svg')}</style>${paper}${body}` })}\n`;
}

/** About how wide a text will be, in pixels: its font is not known here. */
export function textWidth(text: string, fontSize: number): number {
  return displayWidth(text) * fontSize * 0.56;
}

/** Coordinates need no more than a tenth of a pixel. */
export function coordinate(value: number): string {
  return String(Number(value.toFixed(1)));
}
