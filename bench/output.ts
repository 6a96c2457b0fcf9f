import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Picture, standaloneSvg } from '../src/viz/svg.ts';

export const resultsFolder = fileURLToPath(new URL('results/', import.meta.url));

/** A Markdown table; all columns but the first are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const pad = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [header, rule, ...rows].map(line).join('\n');
}

/** Three digits, or as many as a whole number has. */
export function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

export function writeJson(folder: string, name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
}

const PADDING = 20;

export function writeChart(folder: string, name: string, picture: Picture): void {
  mkdirSync(folder, { recursive: true });
  const padded = {
    ...picture,
    width: picture.width + 2 * PADDING,
    height: picture.height + 2 * PADDING,
    body: `<g transform="translate(${PADDING} ${PADDING})">${picture.body}</g>`,
  };
  writeFileSync(join(folder, `${name}.svg`), standaloneSvg(padded));
}
