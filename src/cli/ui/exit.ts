/** What a command leaves behind: scripts may rely on these. */
export const exitCodes = {
  ok: 0,
  /** The work could not be done: bad data, no such model, a full disk. */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Stopped by Ctrl-C, after saving. */
  interrupted: 130,
} as const;
