import os from 'node:os';

/** What figures were taken on. */
export function describeMachine(): { readonly cpu: string; readonly cores: number } {
  return { cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.availableParallelism() };
}
