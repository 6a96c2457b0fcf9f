import { escapeHtml } from '../escapeHtml.ts';
import { inlineSvg, type Picture, type PictureTable } from '../svg.ts';

/** A picture in a page, and its numbers as a table that opens below it. */
export function figure(picture: Picture): string {
  const caption = `<figcaption>${escapeHtml(picture.title)}</figcaption>`;
  return `<figure>${caption}<div class="scroll">${inlineSvg(picture)}</div>${numbers(picture)}</figure>`;
}

/** What a picture draws, as a table that opens. */
export function numbers({ title, table }: Picture): string {
  if (table === undefined) return '';
  return `<details class="numbers"><summary>As a table</summary><div class="scroll">${numberTable(table, title)}</div></details>`;
}

function numberTable({ headings, rows }: PictureTable, caption: string): string {
  const bidi = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`;
  const head = headings.map((heading) => `<th scope="col">${bidi(heading)}</th>`);
  const body = rows.map(([name, ...cells]) => {
    const values = cells.map((cell) => `<td>${bidi(cell)}</td>`);
    return `<tr><th scope="row">${bidi(name)}</th>${values.join('')}</tr>`;
  });
  return (
    `<table class="plain"><caption>${escapeHtml(caption)}</caption><thead><tr>${head.join('')}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table>`
  );
}
