import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

// The command line as a person runs it: a process of its own, judged by what it prints and leaves behind.

const node = join('node_modules', '.bin', 'node');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function start(args: readonly string[]): ChildProcess {
  return spawn(node, ['src/cli/main.ts', ...args], { env: { ...process.env, NO_COLOR: '1' } });
}

export function finish(child: ChildProcess, input = ''): Promise<Result> {
  const out = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
  child.stdin!.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out })));
}

export const heed = (args: readonly string[], input?: string): Promise<Result> => finish(start(args), input);
