import { afterAll, beforeAll } from 'vitest';
import { Rng } from '../../src/tensor/rng.ts';
import { awaitWorkers, makeEngine, type TestEngine } from './engine.ts';

/** An engine without workers, and two whose workers have come, until the tests of the file end. */
export function threadedEngines(): { one: TestEngine; several: readonly TestEngine[] } {
  const one = makeEngine('r8', 1);
  const several = [2, 3].map((count) => makeEngine('r8', count));

  beforeAll(() => {
    for (const engine of several) {
      const [x, out] = [engine.room(300 * 300), engine.room(300 * 300)];
      awaitWorkers(engine, () => engine.kernels.gemm(300, 300, 300, x, 300, 1, x, 300, 1, out, 300, 0, 0, 0));
    }
  });
  afterAll(() => {
    for (const { threads } of several) threads.end();
  });
  return { one, several };
}

export function numbers(n: number, seed = 1): Float32Array {
  const rng = new Rng(seed);
  return Float32Array.from({ length: n }, () => rng.normal());
}

/** For arrays too long for toEqual: where they begin to differ. */
export function firstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Math.min(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) if (actual[i] !== expected[i]) return i;
  return -1;
}
