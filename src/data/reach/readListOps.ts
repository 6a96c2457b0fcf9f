import { DataError } from '../../tensor/errors.ts';
import type { ByteStream } from '../byteStream.ts';
import { readLabelledTexts } from '../readLabelledTexts.ts';
import { formatReport } from '../readReport.ts';
import { evaluateListOps } from './evaluateListOps.ts';
import type { ListOpsExpression } from './listOps.ts';

const EXPECTED = 'A line is a value, a tab, and an expression such as [MAX 2 [MIN 4 7 ] 0 ]';

/**
 * Published ListOps: a line for each expression, its value, a tab, and the expression with spaces between tokens, plain or gzipped.
 * Round brackets, which only mark the binary parse of the original files, are dropped.
 *
 * @throws DataError where the data is something else, an expression is none, or its value is another.
 */
export async function readListOps(
  bytes: ByteStream,
  { name = 'the data' }: { name?: string } = {},
): Promise<ListOpsExpression[]> {
  const columns = { labelColumn: 1, textColumn: 2, format: 'tsv' } as const;
  const { examples, report } = await readLabelledTexts(bytes, { name, ...columns });
  if (report.skipped.length > 0) {
    throw new DataError(
      `readListOps: ${name} has lines that are none. ${EXPECTED}.\n${formatReport(report)}`,
    );
  }
  return examples.map(({ text, label, line }) => {
    const tokens = text.split(/[\s()]+/).filter((token) => token !== '');
    const value = valueIn(tokens, `${name}, line ${line}`);
    if (label === String(value)) return { tokens, value };
    const found = JSON.stringify(label.slice(0, 20));
    throw new DataError(
      `readListOps: ${name}, line ${line}: the value is ${value}; got ${found}. ${EXPECTED}`,
    );
  });
}

function valueIn(tokens: readonly string[], place: string): number {
  try {
    return evaluateListOps(tokens);
  } catch (cause) {
    throw new DataError(`readListOps: ${place}: ${(cause as Error).message}. ${EXPECTED}`, { cause });
  }
}
