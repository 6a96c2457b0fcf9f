import { formatReport, type ReadReport } from '../../data/index.ts';

/** Says on standard error which lines of a file were left out; nothing where none were. */
export function reportSkipped(report: ReadReport): void {
  if (report.skipped.length > 0) console.error(formatReport(report));
}
