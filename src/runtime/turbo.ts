import { canRevectorize, compileBuild, type Kernels, setRevectorize } from './builds.ts';
import { instantiate, MAX_PAGES } from './instance.ts';

/** What the check at the start found. */
export interface TurboCheck {
  readonly passed: boolean;
  /** For people: why, or how much faster. */
  readonly finding: string;
}

/** The sides of the product that is timed. */
const SIZE = 96;
/** r16 must be so many times as fast as r8; where the revectorizer gives up it is slower than r8. */
const FASTER = 1.25;
/** The compiler needs some milliseconds of running code before it turns to its best. */
const PATIENCE_MS = 60;

/**
 * Turns V8's revectorizer on and sees whether it does what it should here: r16 must give the same bits as r8, which adds
 * in the same order, and be faster. If not, it is turned off again.
 */
export function checkTurbo(): TurboCheck {
  if (!canRevectorize())
    return { passed: false, finding: 'this host has no revectorizer (it needs V8 13 or later on x86-64)' };
  setRevectorize(true);
  const check = compare(trial('r8'), trial('r16'));
  if (!check.passed) setRevectorize(false);
  return check;
}

interface Trial {
  /** Milliseconds. */
  time(): number;
  result(): Float32Array;
}

function trial(build: 'r8' | 'r16'): Trial {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: MAX_PAGES });
  const none = () => {};
  const imports = { startWorkers: none, waiting: none, workLost: none };
  const kernels: Kernels = instantiate(compileBuild(build, { shared: false }), memory, imports);
  kernels.setThreads(1, 0);
  const [a, b, c] = [0, 1, 2].map(() => kernels.allocate(4 * SIZE * SIZE) >>> 0);
  const view = (pointer: number) => new Float32Array(memory.buffer, pointer, SIZE * SIZE);
  for (let i = 0; i < SIZE * SIZE; i++) {
    view(a)[i] = Math.sin(i);
    view(b)[i] = Math.cos(3 * i);
  }
  return {
    time() {
      const start = performance.now();
      kernels.gemm(SIZE, SIZE, SIZE, a, SIZE, 1, b, SIZE, 1, c, SIZE, 0, 0, 0);
      return performance.now() - start;
    },
    result: () => view(c).slice(),
  };
}

function compare(narrow: Trial, wide: Trial): TurboCheck {
  const started = performance.now();
  let [slow, fast] = [Infinity, Infinity];
  do {
    slow = Math.min(slow, narrow.time());
    fast = Math.min(fast, wide.time());
  } while (fast * FASTER > slow ? performance.now() - started < PATIENCE_MS : false);
  const expected = narrow.result();
  if (wide.result().some((x, i) => x !== expected[i]))
    return { passed: false, finding: 'the revectorizer changes results here' };
  const times = `${(slow / fast).toFixed(1)} times as fast as r8 in the check`;
  return { passed: slow >= fast * FASTER, finding: times };
}
