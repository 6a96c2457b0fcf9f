import type { HostInfo } from '../../src/runtime/index.ts';

/** One check or test that did not pass. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** What a page says when it is done. */
export interface Report {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
  /** What heed says it ran on. */
  readonly host: Pick<HostInfo, 'build' | 'threads' | 'workersPresent'>;
}

declare global {
  /** Each page puts its report here as soon as it runs. */
  var heedReport: Promise<Report> | undefined;
}
