import type { SideSpec } from './side.ts';
import type { Work } from './work.ts';

/** Work that is done by several, or several kinds of work by one, in turns. */
export interface Contest {
  /** What is done. */
  readonly label: string;
  readonly threads: number;
  readonly runs: readonly Run[];
  readonly pairs: readonly Pair[];
  /** Runs of the same work must give the same results; false where that is held elsewhere, and here only costs memory. */
  readonly check?: boolean;
  /** Much of the time goes to code between the kernels, which V8 needs seconds to compile well. */
  readonly slowToWarm?: boolean;
}

export interface Run {
  readonly name: string;
  readonly side: SideSpec;
  readonly work: Work;
  /** How much is done, where that differs: ratios are of the time for the same amount. */
  readonly amount?: number;
  /** Note the most memory that its process has had, which should be its own. */
  readonly memory?: boolean;
}

/** The time of run `of` as a multiple of that of run `to`. */
export interface Pair {
  readonly of: string;
  readonly to: string;
  /** The series of the chart that the ratio belongs to, if any, and where one contest fills several rows, which. */
  readonly series?: string;
  readonly row?: string;
}

export interface Outcome {
  readonly label: string;
  readonly threads: number;
  readonly rounds: number;
  readonly runs: readonly RunOutcome[];
  readonly ratios: readonly Ratio[];
}

export interface Ratio extends Pair {
  /** The median over all rounds. */
  readonly value: number;
}

export interface RunOutcome {
  readonly name: string;
  /** The name of the side. */
  readonly side: string;
  readonly work: Work;
  /** Milliseconds a call: the median over all rounds, the fastest and the slowest. */
  readonly ms: number;
  readonly fastest: number;
  readonly slowest: number;
  /** Elements of the first result; null where results were not compared. */
  readonly resultSize: number | null;
  /** Null where it was not asked for. */
  readonly peakBytes: number | null;
}
