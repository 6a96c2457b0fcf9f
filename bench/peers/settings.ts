import type { PeerName } from './side.ts';

/** What the command line asks for. */
export interface Settings {
  readonly threads: readonly number[];
  /** Of heed's kernels. */
  readonly builds: readonly string[];
  readonly peers: readonly PeerName[];
  /** Small sizes, to see that all works. */
  readonly quick: boolean;
  /** Also what takes a peer very long. */
  readonly long: boolean;
  /** A translator's directory and sentences for it, one a line; made on the spot if not given. */
  readonly model?: string;
  readonly sentences?: string;
}
