import { type BuildName, compileBuild, type Kernels } from './builds.ts';
import { HostError } from './errors.ts';

/** WebAssembly without memory64 addresses 4 GiB. */
const MAX_PAGES = 65_536;

export interface Engine {
  readonly build: BuildName;
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
}

let engine: Engine | null = null;
let requestedBuild: BuildName | undefined;

function start(): Engine {
  if (typeof WebAssembly === 'undefined') {
    throw new HostError('heed needs WebAssembly with SIMD, which this host does not offer');
  }
  const compiled = compileBuild(requestedBuild);
  if (compiled === null) {
    const what = requestedBuild === undefined ? 'WebAssembly SIMD' : `the kernel build "${requestedBuild}"`;
    throw new HostError(
      `heed needs ${what}, which this host does not support. Node 20.19 or a browser from 2021 does.`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MAX_PAGES });
  const instance = new WebAssembly.Instance(compiled.module, { env: { memory } });
  return { build: compiled.name, kernels: instance.exports as unknown as Kernels, memory };
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

/** Settings that must come before the first tensor. */
export function configure(options: { build?: BuildName }): void {
  if (engine !== null) {
    throw new HostError('configure: the engine runs already; call it before the first tensor is made');
  }
  requestedBuild = options.build;
}
