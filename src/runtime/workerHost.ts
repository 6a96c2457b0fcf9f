import { nodeModule } from './nodeHost.ts';

/** A thread that runs `work` of an instance of its own until it is ended. */
export interface WorkerHandle {
  end(): void;
}

/** What a worker is given. */
export interface WorkerTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The address of what threads share, and the worker's number, from 1. */
  readonly control: number;
  readonly thread: number;
}

/** Runs in the worker, as text: it may use nothing of this file. */
const begin = `function begin({ module, memory, control, thread }) {
  const none = () => {};
  const env = { memory, reserve: none, startWorkers: none, waiting: none, workLost: none };
  new WebAssembly.Instance(module, { env }).exports.work(control, thread);
}`;

interface NodeWorker {
  unref(): void;
  terminate(): Promise<number>;
  on(event: 'error' | 'exit', listener: (reason: unknown) => void): void;
}
interface WorkerThreads {
  Worker: new (code: string, options: object) => NodeWorker;
}

/** Whether workers can be given memory: in Node, and in a page that is cross-origin isolated. */
export function sharesMemory(): boolean {
  return nodeModule('node:worker_threads') !== null || globalThis.crossOriginIsolated === true;
}

/** How many threads this host can usefully run. */
export function availableThreads(): number {
  const os = nodeModule<{ availableParallelism(): number }>('node:os');
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Starts a worker; `gone` is called when it ends for a reason of its own. Throws where the host forbids workers. */
export function startWorker(task: WorkerTask, gone: (reason: string) => void): WorkerHandle {
  const threads = nodeModule<WorkerThreads>('node:worker_threads');
  return threads === null ? startPageWorker(task, gone) : startNodeWorker(threads, task, gone);
}

function startNodeWorker(
  { Worker }: WorkerThreads,
  task: WorkerTask,
  gone: (reason: string) => void,
): WorkerHandle {
  const code = `${begin}\nbegin(require('node:worker_threads').workerData);`;
  const worker = new Worker(code, { eval: true, workerData: task, execArgv: [], stdin: false });
  // The process ends when its own work is done, whatever the workers do.
  worker.unref();
  let ended = false;
  worker.on('error', (error) => !ended && gone(String(error)));
  worker.on('exit', (code) => !ended && gone(`it exited with code ${code}`));
  return {
    end() {
      ended = true;
      void worker.terminate();
    },
  };
}

function startPageWorker(task: WorkerTask, gone: (reason: string) => void): WorkerHandle {
  const code = `${begin}\nonmessage = ({ data }) => begin(data);`;
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(address);
  URL.revokeObjectURL(address);
  worker.onerror = (event) => gone(event.message ?? 'it could not be started');
  worker.postMessage(task);
  return {
    end() {
      worker.onerror = null;
      worker.terminate();
    },
  };
}
