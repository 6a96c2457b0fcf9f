import type { Work } from './work.ts';

/** A library, or a build of heed, that does the work it is asked to, in a process of its own. */
export interface Peer {
  /** The versions and settings that figures depend on. */
  readonly about: Readonly<Record<string, string>>;
  /** Makes the inputs. Throws where the peer cannot do this work. */
  prepare(work: Work): Promise<Prepared>;
}

/** Work whose inputs are ready. */
export interface Prepared {
  /** Does the work once and forgets the result: what is timed. */
  run(): unknown;
  /** The results of the work, in row-major order. */
  results(): Promise<readonly ArrayLike<number>[]>;
  /** Gives back the memory of the inputs. */
  dispose(): void;
}
