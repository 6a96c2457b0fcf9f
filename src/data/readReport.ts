/** What became of the lines of a file. */
export interface ReadReport {
  /** Lines in the file, or what was read one by one besides. */
  lines: number;
  /** Lines that gave something. */
  kept: number;
  skipped: SkippedLines[];
  /** What was read, if not lines: `recording`. */
  unit?: string;
}

export interface SkippedLines {
  /** For people: `no tab`, `invalid UTF-8`. */
  reason: string;
  count: number;
  /** Where to look: the numbers, from 1, of the first few. */
  firstLines: number[];
}

const NUMBERS_KEPT = 5;

/** Enter one more line. */
export function addSkip(skipped: SkippedLines[], reason: string, line: number): void {
  const entry = skipped.find((skip) => skip.reason === reason);
  if (!entry) {
    skipped.push({ reason, count: 1, firstLines: [line] });
    return;
  }
  entry.count++;
  if (entry.firstLines.length < NUMBERS_KEPT) entry.firstLines.push(line);
}

/**
 * One line for what was kept, one for each reason to skip: `3 lines skipped: no tab (lines 4, 9, 12)`.
 *
 * @param noun what a thing that was kept is called
 */
export function formatReport(
  { lines, kept, skipped, unit = 'line' }: ReadReport,
  noun = unit === 'line' ? 'pair' : unit,
): string {
  const skips = skipped.map(({ reason, count, firstLines }) => {
    const rest = count - firstLines.length;
    const where = firstLines.join(', ') + (rest > 0 ? ` and ${formatCount(rest)} more` : '');
    return `${plural(count, unit)} skipped: ${reason} (${count === 1 ? unit : `${unit}s`} ${where})`;
  });
  return [`${plural(lines, unit)} read, ${plural(kept, noun)} kept`, ...skips].join('\n');
}

const formatCount = (count: number) => count.toLocaleString('en');
const plural = (count: number, noun: string) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
