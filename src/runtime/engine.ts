import {
  type BuildName,
  buildNames,
  compileBuild,
  type Kernels,
  setRevectorize,
  supports,
} from './builds.ts';
import { HostError } from './errors.ts';
import { instantiate, MAX_PAGES } from './instance.ts';
import { environment, warn } from './nodeHost.ts';
import { Threads } from './threads.ts';
import { checkTurbo, type TurboCheck } from './turbo.ts';
import { availableThreads, sharesMemory } from './workerHost.ts';

export interface Engine {
  readonly build: BuildName;
  /** Timed ones stand in while a profile is taken. */
  kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  /** Whether memory can be given to workers. */
  readonly shared: boolean;
  readonly threads: Threads;
  /** Null where turbo was not asked for. */
  readonly turbo: TurboCheck | null;
}

export interface EngineOptions {
  /** The kernel build, instead of the best that the host supports. */
  readonly build?: BuildName | undefined;
  /** The threads that kernels run on, the caller's included; as many as the host has cores by default, up to 8. */
  readonly threads?: number | undefined;
  /**
   * Node 24 or later on x86-64: let V8 join pairs of vector operations to operations twice as wide, which makes products
   * and attention nearly twice as fast. It is an experimental setting of V8, for the whole process, and so the
   * application's choice; it is checked at the start, and left off where it does not hold what it promises.
   */
  readonly turbo?: boolean | undefined;
}

/** More threads than that gain little, and cost memory. */
const DEFAULT_THREADS = 8;
const MAX_THREADS = 64;

let engine: Engine | null = null;
let requested: EngineOptions = {};

/** Settings that must come before the first tensor. They take the place of HEED_BUILD, HEED_THREADS and HEED_TURBO. */
export function configure(options: EngineOptions): void {
  if (engine !== null) {
    throw new HostError('configure: the engine runs already; call it before the first tensor is made');
  }
  check(options);
  requested = { ...requested, ...options };
}

function check({ build, threads }: EngineOptions): void {
  if (build !== undefined && !buildNames.includes(build)) {
    throw new HostError(`configure: build must be one of ${buildNames.join(', ')}; got ${build}`);
  }
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS)) return;
  throw new HostError(`configure: threads must be a whole number from 1 to ${MAX_THREADS}; got ${threads}`);
}

/** What was asked for: by configure, or else by the environment. */
function settings(): EngineOptions {
  const [build, threads, turbo] = ['HEED_BUILD', 'HEED_THREADS', 'HEED_TURBO'].map(environment);
  const options: EngineOptions = {
    build: requested.build ?? (build as BuildName | undefined),
    threads: requested.threads ?? (threads === undefined ? undefined : Number(threads)),
    turbo: requested.turbo ?? (turbo !== undefined && turbo !== '0'),
  };
  check(options);
  return options;
}

function start(): Engine {
  if (typeof WebAssembly === 'undefined') {
    throw new HostError('heed needs WebAssembly with SIMD, which this host does not offer');
  }
  const options = settings();
  const turbo = options.turbo && options.build === undefined ? checkTurbo() : null;
  const build = chooseBuild(options.build, turbo);
  const { memory, shared } = makeMemory();
  const module = compileBuild(build, { shared });
  const imports = {
    startWorkers: () => threads.start(),
    waiting: () => threads.waiting(),
    workLost: () => threads.workLost(),
  };
  const kernels = instantiate(module, memory, imports);
  const count = threadsFor(options.threads, shared && sharesMemory());
  const threads = new Threads(kernels, { module, memory }, count);
  return { build, kernels, memory, shared, threads, turbo };
}

function threadsFor(asked: number | undefined, shares: boolean): number {
  if (shares) return asked ?? Math.min(availableThreads(), DEFAULT_THREADS);
  if (asked !== undefined && asked > 1) {
    warn(`this host cannot share memory between threads; kernels run on 1 thread, not ${asked}`);
  }
  return 1;
}

function chooseBuild(asked: BuildName | undefined, turbo: TurboCheck | null): BuildName {
  if (asked === 'r16') setRevectorize(true);
  if (turbo?.passed) return 'r16';
  const candidates: readonly BuildName[] = asked === undefined ? ['r8', 'n8'] : [asked];
  const build = candidates.find(supports);
  if (build !== undefined) return build;
  const what = asked === undefined ? 'WebAssembly SIMD' : `the kernel build "${asked}"`;
  throw new HostError(
    `heed needs ${what}, which this host does not support. Node 20.19 or a browser from 2021 does.`,
  );
}

/** Memory that workers can share, if the host has it. */
function makeMemory(): { memory: WebAssembly.Memory; shared: boolean } {
  const size = { initial: 64, maximum: MAX_PAGES };
  try {
    return { memory: new WebAssembly.Memory({ ...size, shared: true }), shared: true };
  } catch {
    return { memory: new WebAssembly.Memory(size), shared: false };
  }
}

/** The running engine; the first call compiles the kernels (milliseconds), so that importing heed costs nothing. */
export function getEngine(): Engine {
  engine ??= start();
  return engine;
}

/** The kernels of the running engine: pointers are byte offsets into its linear memory. */
export function kernels(): Kernels {
  return (engine ?? getEngine()).kernels;
}

/** Gives workers that were started the turn of the event loop that they may need to join; else nothing. */
export async function letWorkersJoin(): Promise<void> {
  if (engine?.threads.areJoining) await new Promise((resolve) => setTimeout(resolve));
}
