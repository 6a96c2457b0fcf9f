import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** What figures were taken on, to be written beside them. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
  readonly heed: string;
}

export function describeMachine(): Machine {
  const packageJson = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return {
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    heed: (JSON.parse(packageJson) as { version: string }).version,
  };
}
