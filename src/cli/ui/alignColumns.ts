/** Rows as lines with columns as wide as their widest cell: those of text to the left, numbers to the right. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number): string =>
    isText(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]);
  return rows.map((row) =>
    widths
      .map((_, i) => pad(row[i] ?? '', i))
      .join('  ')
      .trimEnd(),
  );
}
