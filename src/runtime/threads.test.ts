import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitWorkers, makeEngine, type TestEngine } from '../../test/support/engine.ts';
import { Rng } from '../tensor/rng.ts';
import { HostError } from './errors.ts';
import type { WorkerTask } from './workerHost.ts';

// Below the depth of a block, so that a product is set once and not added to.
const N = 251;
const rng = new Rng(3);
const numbers = (n: number) => Float32Array.from({ length: n }, () => rng.normal());
const [a, b] = [numbers(N * N), numbers(N * N)];

/** A product of matrices, large enough to be shared; `add`: onto what is there. */
function product(engine: TestEngine, add = false) {
  const { kernels } = engine;
  const [x, y] = [engine.place(a), engine.place(b)];
  const out = engine.place(new Float32Array(N * N));
  return {
    run: () => kernels.gemm(N, N, N, x, N, 1, y, N, 1, out, N, add ? out : 0, N, 0),
    result: () => engine.read(out, N * N),
  };
}

const alone = () => {
  const work = product(makeEngine('r8', 1));
  work.run();
  return work.result();
};

const engines: TestEngine[] = [];
function engineOf(...args: Parameters<typeof makeEngine>): TestEngine {
  const engine = makeEngine(...args);
  engines.push(engine);
  return engine;
}

let warnings: string[] = [];
const listen = () =>
  vi.spyOn(process, 'emitWarning').mockImplementation((w) => void warnings.push(String(w)));

afterEach(() => {
  for (const engine of engines.splice(0)) engine.threads.end();
  vi.restoreAllMocks();
  warnings = [];
});

describe('threads', () => {
  it.each([2, 3, 5])('%i of them give the bits of one', (count) => {
    const engine = engineOf('r8', count);
    const work = product(engine);
    awaitWorkers(engine, work.run);
    expect(engine.threads.present).toBe(count);
    for (let i = 0; i < 20; i++) work.run();
    expect(work.result()).toEqual(alone());
  });

  it('the work is done before any worker is there', () => {
    const work = product(engineOf('r8', 4));
    work.run();
    expect(work.result()).toEqual(alone());
  });

  it('workers that end are noticed, and the rest goes on', async () => {
    listen();
    const started: Worker[] = [];
    const engine = engineOf('r8', 3, { start: (task, gone) => realWorker(task, gone, started) });
    const work = product(engine);
    awaitWorkers(engine, work.run);
    await started[0].terminate();
    await vi.waitFor(() => expect(warnings).toHaveLength(1));
    expect(warnings[0]).toMatch(/worker thread 1 was lost.*2 thread/);
    for (let i = 0; i < 20; i++) work.run();
    expect(work.result()).toEqual(alone());
  });

  it('what a dying worker took is done again', async () => {
    listen();
    const engine = engineOf('r8', 2, { start: dyingWorker, silenceMs: 100 });
    const work = product(engine);
    await untilLost(work.run);
    expect(warnings[0]).toMatch(/lost \(it gives no sign of life\)/);
    expect(work.result()).toEqual(alone());
    work.run();
    expect(work.result()).toEqual(alone());
  });

  it('work in place that a dying worker broke off is an error, and the kernels go on', async () => {
    listen();
    const engine = engineOf('r8', 2, { start: dyingWorker, silenceMs: 100 });
    const work = product(engine, true);
    await expect(untilLost(work.run)).rejects.toThrow(HostError);
    const fresh = product(engine);
    fresh.run();
    expect(fresh.result()).toEqual(alone());
  });
});

/** Runs until a worker was lost; the dying worker needs a moment to start. */
async function untilLost(run: () => void): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (warnings.length === 0) {
    if (performance.now() > deadline) throw new Error('no worker was lost');
    run();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function realWorker(task: WorkerTask, gone: (reason: string) => void, started: Worker[]) {
  const code = `const { module, memory, control, thread } = require('node:worker_threads').workerData;
    const none = () => {};
    const env = { memory, reserve: none, startWorkers: none, waiting: none, workLost: none };
    new WebAssembly.Instance(module, { env }).exports.work(control, thread);`;
  const worker = new Worker(code, { eval: true, workerData: task });
  worker.unref();
  worker.on('exit', (exit) => gone(`it exited with code ${exit}`));
  started.push(worker);
  return { end: () => void worker.terminate() };
}

/** Takes one task, as assembly/parallel.ts lays it out, and never does it. */
function dyingWorker({ memory, control, thread }: WorkerTask) {
  const code = `const { memory, control, thread } = require('node:worker_threads').workerData;
    const words = new Int32Array(memory.buffer, control);
    const self = (256 + 1024 + 64 * thread) / 4;
    Atomics.store(words, self + 2, 1);
    for (;;) {
      const left = Atomics.load(words, 0);
      if (left < 2 || Atomics.compareExchange(words, 0, left, left - 1) !== left) continue;
      Atomics.store(words, self, left);
      break;
    }`;
  const worker = new Worker(code, { eval: true, workerData: { memory, control, thread } });
  worker.unref();
  return { end: () => void worker.terminate() };
}

describe('a process', () => {
  const script = `
    import { matmul, ones } from './src/tensor/index.ts';
    import { describeHost } from './src/runtime/index.ts';
    const x = ones([300, 300]);
    const sums = [];
    for (let i = 0; i < 200; i++) { const y = matmul(x, x); sums.push(y.read()[7]); y.dispose(); }
    const { threads, workersPresent } = describeHost();
    console.log(JSON.stringify({ right: sums.every((sum) => sum === 300), threads, workersPresent }));`;

  async function run(flags: string[], before = '', env: Record<string, string> = {}) {
    const args = [
      '--disable-warning=ExperimentalWarning',
      ...flags,
      '--input-type=module',
      '-e',
      before + script,
    ];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, HEED_THREADS: '2', ...env },
      timeout: 20_000,
    });
    return { ...JSON.parse(stdout), stderr };
  }

  it('ends by itself when its work is done, with workers that sleep', async () => {
    expect(await run([])).toMatchObject({ right: true, threads: 2, workersPresent: 1, stderr: '' });
  });

  it('that may not start workers computes on one thread, and says so', async () => {
    const result = await run(['--permission', '--allow-fs-read=*']);
    expect(result).toMatchObject({ right: true, threads: 1, workersPresent: 0 });
    expect(result.stderr).toMatch(/starts no workers.*run on 1 thread/);
  });

  it('whose host refuses shared memory computes on one thread, and says so', async () => {
    const refuse = `const { Memory } = WebAssembly;
      WebAssembly.Memory = function (options) { if (options.shared) throw new TypeError('refused'); return new Memory(options); };`;
    const dynamic = `${refuse}\n${script.replaceAll(/import (.*) from (.*);/g, 'const $1 = await import($2);')}`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', dynamic],
      { env: { ...process.env, HEED_THREADS: '2' }, timeout: 20_000 },
    );
    expect(JSON.parse(stdout)).toEqual({ right: true, threads: 1, workersPresent: 0 });
    expect(stderr).toMatch(/cannot share memory.*1 thread, not 2/);
  });
});
