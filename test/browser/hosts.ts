import type { OutgoingHttpHeaders } from 'node:http';
import { availableParallelism } from 'node:os';
import type { Failure } from './report.ts';
import type { Visit } from './tab.ts';

/** A way to serve a page, and what heed must make of it. */
export interface Host {
  readonly name: string;
  readonly headers: OutgoingHttpHeaders;
  /** Whether workers can share the work. */
  readonly workers: boolean;
  /** What the console must warn of; where nothing is given, it must stay silent. */
  readonly warning?: RegExp;
  /** Whether the library's own tests run here, too. */
  readonly tests: boolean;
}

/** With these a page may share memory with its workers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export const hosts: readonly Host[] = [
  { name: 'cross-origin isolated', headers: isolation, workers: true, tests: true },
  { name: 'not isolated', headers: {}, workers: false, tests: true },
  {
    name: 'isolated, workers forbidden',
    headers: { ...isolation, 'Content-Security-Policy': "worker-src 'none'" },
    workers: false,
    warning: /worker/,
    tests: false,
  },
];

/** What heed made of the host: threads, and words about it where they are due. */
export function checkHost({ workers, warning }: Host, { report, warnings }: Visit): Failure[] {
  const found: Failure[] = [];
  const several = workers && availableParallelism() > 1;
  const { threads = 0, workersPresent = 0 } = report?.host ?? {};
  if (several ? threads < 2 || workersPresent < 1 : threads !== 1 || workersPresent > 0) {
    const got = `threads ${threads}, workersPresent ${workersPresent}`;
    found.push({ name: 'threads', message: `expected ${several ? 'several' : 'one'}, got ${got}` });
  }
  const asExpected =
    warning === undefined ? warnings.length === 0 : warnings.some((text) => warning.test(text));
  if (!asExpected) {
    const got = JSON.stringify(warnings);
    found.push({ name: 'warnings', message: `expected ${warning ?? 'none'}, got ${got}` });
  }
  return found;
}
