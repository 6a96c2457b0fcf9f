import type { Kernels } from './builds.ts';
import { HostError } from './errors.ts';
import { warn } from './nodeHost.ts';
import { startWorker, type WorkerHandle, type WorkerTask } from './workerHost.ts';

/** How often an idle worker looks for work before it sleeps: a tenth of a millisecond or so. */
const PATIENCE = 50_000;

/** A worker that needs longer has failed. */
const JOINING_MS = 2_000;

export interface ThreadsOptions {
  /** A worker that gives no sign of life for so long in the middle of its work is given up. */
  readonly silenceMs?: number;
  readonly start?: typeof startWorker;
}

/** The workers of an engine. They start with the first job that is worth sharing; see assembly/parallel.ts. */
export class Threads {
  readonly count: number;
  readonly control: number;
  readonly #kernels: Kernels;
  readonly #workers = new Map<number, WorkerHandle>();
  #started = false;
  /** Until when workers may still be on their way. */
  #joining = 0;
  readonly #share: Pick<WorkerTask, 'module' | 'memory'>;
  readonly #silenceMs: number;
  readonly #startWorker: typeof startWorker;
  /** The heartbeat of each thread that was waited for, and since when it is the same. */
  readonly #silence = new Map<number, { beat: number; since: number }>();

  constructor(
    kernels: Kernels,
    share: Pick<WorkerTask, 'module' | 'memory'>,
    count: number,
    { silenceMs = 5_000, start = startWorker }: ThreadsOptions = {},
  ) {
    this.count = count;
    this.#silenceMs = silenceMs;
    this.#startWorker = start;
    this.#kernels = kernels;
    this.#share = share;
    this.control = kernels.setThreads(count, PATIENCE) >>> 0;
  }

  start(): void {
    this.#started = true;
    this.#joining = performance.now() + JOINING_MS;
    for (let thread = 1; thread < this.count; thread++) {
      try {
        const task = { ...this.#share, control: this.control, thread };
        this.#workers.set(
          thread,
          this.#startWorker(task, (reason) => this.#lose(thread, reason)),
        );
      } catch (error) {
        this.#kernels.giveUp(thread);
        warn(`this host starts no workers (${error}); kernels run on ${thread} thread(s) only`);
        return;
      }
    }
  }

  /** How many threads there can be: fewer than asked for where the host refused workers, or some were lost. */
  get usable(): number {
    return this.#started ? 1 + this.#workers.size : this.count;
  }

  /** How many threads take part now: workers join some milliseconds after the first shared job. */
  get present(): number {
    return 1 + this.#kernels.workersPresent();
  }

  /** Whether workers were started and have not joined yet: in a page they need a turn of its event loop. */
  get areJoining(): boolean {
    if (this.#joining === 0) return false;
    if (this.present < this.usable && performance.now() < this.#joining) return true;
    this.#joining = 0;
    return false;
  }

  /** Called while a job waits for workers; a dead one would never answer. */
  waiting(): void {
    const now = performance.now();
    for (const thread of this.#workers.keys()) {
      const beat = this.#kernels.heartbeat(thread);
      const last = this.#silence.get(thread);
      if (beat === 0 || last === undefined || last.beat !== beat)
        this.#silence.set(thread, { beat, since: now });
      else if (now - last.since > this.#silenceMs) this.#lose(thread, 'it gives no sign of life');
    }
  }

  workLost(): never {
    throw new HostError(
      'a worker thread died while it changed tensors in place: their values are undefined now. ' +
        'Load them again, for example from the last checkpoint.',
    );
  }

  /** Ends all workers. */
  end(): void {
    for (const [thread, worker] of this.#workers) {
      this.#kernels.giveUp(thread);
      worker.end();
    }
    this.#workers.clear();
  }

  #lose(thread: number, reason: string): void {
    const worker = this.#workers.get(thread);
    if (worker === undefined) return;
    this.#workers.delete(thread);
    this.#kernels.giveUp(thread);
    worker.end();
    warn(`worker thread ${thread} was lost (${reason}); kernels run on ${1 + this.#workers.size} thread(s)`);
  }
}
