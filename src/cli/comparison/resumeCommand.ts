import { shellWord } from '../ui/shellWord.ts';

/** What a comparison trains: each of some mechanisms from so many seeds. */
export type Share = { readonly mechanisms: readonly string[]; readonly seeds: number };

/** The command that goes on with what a run was to train, and with nothing else of what is in the directory. */
export function resumeCommand(out: string, run: Share, all: Share): string {
  const words = ['heed compare --out', shellWord(out)];
  // A run's mechanisms are among all of them.
  if (run.mechanisms.length < all.mechanisms.length) words.push('--mechanisms', run.mechanisms.join(','));
  if (run.seeds !== all.seeds) words.push('--seeds', String(run.seeds));
  return [...words, '--resume'].join(' ');
}
