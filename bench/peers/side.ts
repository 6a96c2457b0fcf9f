import { type ChildProcessWithoutNullStreams as ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Problem } from './problem.ts';
import type { Replies, Reply, Request } from './protocol.ts';

export const peerNames = ['torch', 'onnxruntime', 'jaxjs', 'tfjs'] as const;
export type PeerName = (typeof peerNames)[number];

/** Which process: of heed, or of a peer, with its settings. */
export interface SideSpec {
  readonly peer: 'heed' | PeerName;
  readonly threads: number;
  /** Of heed's kernels. */
  readonly build?: string;
  /** Sets apart processes that would otherwise be one. */
  readonly instance?: string;
}

/** How much of the end of what a process writes to standard error is kept, to say why it ended. */
const MAX_COMPLAINT = 1000;

/** A side that cannot take part here, and what to do about it. */
export class Unavailable extends Error {}

/** A process that does work on request, one thing at a time. */
export class Side {
  readonly #child: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  /** Its last words. */
  readonly #gone: Promise<string>;
  #ended = false;
  #complaints = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.on('error', () => {});
    child.stderr.on('data', (text: Buffer) => {
      this.#complaints = (this.#complaints + text).slice(-MAX_COMPLAINT);
    });
    this.#gone = new Promise<string>((resolve) => {
      child.once('error', ({ message }) => resolve(message));
      child.once('close', () => resolve(this.#complaints.trim() || 'without a word'));
    }).finally(() => {
      this.#ended = true;
    });
  }

  /** @throws Unavailable where the peer is not installed, or does not start. */
  static async start(spec: SideSpec): Promise<{ side: Side; about: Replies['about'] }> {
    const [command, ...args] = commandOf(spec);
    const side = new Side(spawn(command, args, { stdio: 'pipe' }));
    try {
      return { side, about: await side.ask({ op: 'about' }) };
    } catch (error) {
      await side.close();
      throw new Unavailable((error as Error).message);
    }
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @throws Problem if the work cannot be done, or the process ends. */
  async ask<Op extends keyof Replies>(request: Request & { op: Op }): Promise<Replies[Op]> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const gone = this.#gone.then((words) => {
      throw new Problem(`the process ended while it was asked to ${request.op}: ${words}`);
    });
    const { value: line, done } = await Promise.race([this.#replies.next(), gone]);
    if (done) return gone;
    const reply = JSON.parse(line) as Reply<Op>;
    if ('error' in reply) throw new Problem(reply.error);
    return reply.value;
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#gone;
  }
}

function commandOf({ peer, build, threads }: SideSpec): readonly string[] {
  if (peer === 'torch') {
    const python = process.env.HEED_PYTHON;
    if (!python)
      throw new Unavailable(
        'set HEED_PYTHON to a Python in which torch is installed, such as .venv/bin/python',
      );
    return [python, pathOf('torchWorker.py'), '--threads', String(threads)];
  }
  if (peer !== 'heed' && !existsSync(pathOf('../node_modules')))
    throw new Unavailable('it is not installed; run: npm ci --prefix bench');
  const settings = ['--threads', String(threads), ...(build === undefined ? [] : ['--build', build])];
  return [process.execPath, pathOf(`${peer}.ts`), ...settings];
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
